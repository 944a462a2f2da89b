// Samples that are in memory already.
#pragma once

#include <atomic>
#include <utility>
#include <vector>

#include "data/sample_stream.h"

namespace msquant {

// Without labels, one in a batch.
class SampleList : public SampleStream {
 public:
  explicit SampleList(std::vector<ModelInputs> samples) : samples_(std::move(samples)) {}

  std::optional<Batch> next() override {
    const int64_t index = next_++;
    if (index >= sample_count()) return std::nullopt;
    return Batch{index, samples_[static_cast<size_t>(index)], {-1}};
  }

  int64_t sample_count() const override { return static_cast<int64_t>(samples_.size()); }

 private:
  std::vector<ModelInputs> samples_;
  std::atomic<int64_t> next_{0};
};

}  // namespace msquant
