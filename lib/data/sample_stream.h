// What calibration and evaluation run through a model, wherever it comes from.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
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
using SampleSource = std::function<std::unique_ptr<SampleStream>()>;

}  // namespace msquant
