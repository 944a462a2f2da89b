#include "data/sample_digests.h"

#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/streams.h"

namespace msquant {
namespace {

std::string digest_of(const ModelInputs& inputs) {
  Sha256 digest;
  for (const Tensor& input : inputs) {
    digest.add(std::string(name_of(input.dtype())) + to_string(input.shape()));
    digest.add({static_cast<const char*>(input.raw()), static_cast<size_t>(input.byte_size())});
  }
  return digest.hex();
}

class WatchedStream : public SampleStream {
 public:
  WatchedStream(std::unique_ptr<SampleStream> stream, SampleDigests& digests)
      : stream_(std::move(stream)), digests_(digests) {}

  std::optional<Batch> next() override {
    auto sample = stream_->next();
    if (sample) digests_.add(*sample);
    return sample;
  }
  int64_t sample_count() const override { return stream_->sample_count(); }
  std::vector<BadSample> bad_samples() const override { return stream_->bad_samples(); }

 private:
  const std::unique_ptr<SampleStream> stream_;
  SampleDigests& digests_;
};

}  // namespace

SampleSource SampleDigests::watch(const SampleSource& samples) {
  const int64_t size = samples.size();
  return {size, [this, samples, size](int64_t begin, int64_t end) -> std::unique_ptr<SampleStream> {
            MSQUANT_CHECK(begin == 0 && end == size);
            return std::make_unique<WatchedStream>(samples(), *this);
          }};
}

std::vector<std::string> SampleDigests::all() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [unused, digest] : digests_) all.push_back(digest);
  return all;
}

void SampleDigests::add(const Batch& sample) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (digests_.count(sample.index) != 0) return;
  }
  std::string digest = digest_of(sample.inputs);
  const std::lock_guard<std::mutex> lock(mutex_);
  digests_.emplace(sample.index, std::move(digest));
}

bool are_same(SampleStream& samples, const std::vector<std::string>& digests) {
  for (const std::string& digest : digests) {
    throw_if_interrupted();
    const auto sample = samples.next();
    if (!sample || digest_of(sample->inputs) != digest) return false;
  }
  return !samples.next();
}

}  // namespace msquant
