#include "data/sample_digest.h"

#include <utility>

#include "base/error.h"
#include "base/sha256.h"

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
  WatchedStream(std::unique_ptr<SampleStream> stream, SampleDigest& digest)
      : stream_(std::move(stream)), digest_(digest) {}

  std::optional<Batch> next() override {
    auto sample = stream_->next();
    if (sample) digest_.add(*sample);
    return sample;
  }
  int64_t sample_count() const override { return stream_->sample_count(); }
  std::vector<BadSample> bad_samples() const override { return stream_->bad_samples(); }

 private:
  const std::unique_ptr<SampleStream> stream_;
  SampleDigest& digest_;
};

}  // namespace

SampleSource SampleDigest::watch(const SampleSource& samples) {
  const int64_t size = samples.size();
  return {size, [this, samples, size](int64_t begin, int64_t end) -> std::unique_ptr<SampleStream> {
            MSQUANT_CHECK(begin == 0 && end == size);
            return std::make_unique<WatchedStream>(samples(), *this);
          }};
}

std::string SampleDigest::hex() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  Sha256 all;
  for (const auto& [unused, digest] : digests_) all.add(digest);
  return all.hex();
}

void SampleDigest::add(const Batch& sample) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (digests_.count(sample.index) != 0) return;
  }
  std::string digest = digest_of(sample.inputs);
  const std::lock_guard<std::mutex> lock(mutex_);
  digests_.emplace(sample.index, std::move(digest));
}

}  // namespace msquant
