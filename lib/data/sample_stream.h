// What calibration and evaluation run through a model, wherever it comes from.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace msquant {

// One tensor for each input of a model, [n, …].
using ModelInputs = std::vector<Tensor>;

struct Batch {
  int64_t index = 0;        // 0, 1, 2, …
  ModelInputs inputs;       // of n samples
  std::vector<int> labels;  // n of them, -1 if unknown
};

// A sample that was skipped, and why.
struct BadSample {
  std::string name, reason;
};

// Hands out batches in order, each once. Batch k is the same on every run and for every number of
// threads.
class SampleStream {
 public:
  SampleStream() = default;
  virtual ~SampleStream() = default;
  SampleStream(const SampleStream&) = delete;
  SampleStream& operator=(const SampleStream&) = delete;

  // The next batch, or nothing after the last one. Any number of threads may call it.
  virtual std::optional<Batch> next() = 0;

  // Number of samples, good and bad.
  virtual int64_t sample_count() const = 0;

  // Samples skipped in the batches handed out so far, in order.
  virtual std::vector<BadSample> bad_samples() const { return {}; }
};

// Opens the same samples anew for each run over them, one in a batch.
class SampleSource {
 public:
  // Opens the samples from `begin` to before `end`.
  using Open = std::function<std::unique_ptr<SampleStream>(int64_t begin, int64_t end)>;

  SampleSource() = default;  // of nothing
  SampleSource(int64_t size, Open open) : size_(size), open_(std::move(open)) {}

  explicit operator bool() const { return open_ != nullptr; }
  // Number of samples, good and bad.
  int64_t size() const { return size_; }

  std::unique_ptr<SampleStream> operator()() const { return open_(0, size_); }
  // Part `index` of `parts`, which are equally long but for one sample. In order they are all
  // samples.
  std::unique_ptr<SampleStream> part(int64_t index, int64_t parts) const {
    return open_(size_ * index / parts, size_ * (index + 1) / parts);
  }

 private:
  int64_t size_ = 0;
  Open open_;
};

}  // namespace msquant
