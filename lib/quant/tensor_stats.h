// What calibration remembers of an activation: a constant amount of memory, whatever the number of
// images, and the same numbers in whatever order batches are added or partial statistics merged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quant/histogram.h"
#include "tensor/span.h"

namespace msquant {

class TensorStats {
 public:
  // With a histogram, or without: counting into it is most of what observation costs.
  explicit TensorStats(bool has_histogram = true);

  // Counts `elements` in. NaN and infinities are counted apart and enter nothing else.
  void add(Span<const float> elements);
  // As if everything added to `other` had been added here. Both have a histogram, or neither.
  void merge(const TensorStats& other);

  // Appends the statistics to `bytes`, and takes such from their front; see base/bytes.h.
  void put_into(std::string& bytes) const;
  static TensorStats taken_from(std::string_view& bytes);

  int64_t count() const { return count_; }  // finite elements
  int64_t zero_count() const { return zero_count_; }
  int64_t non_finite_count() const { return non_finite_count_; }
  float min() const { return min_; }  // 0 if nothing was added
  float max() const { return max_; }
  bool has_histogram() const { return histogram_.has_value(); }
  const Histogram& histogram() const;  // there must be one

 private:
  void add_block(Span<const float> block, Histogram::Sweep* sweep);
  std::vector<float> without_non_finite(Span<const float> block);
  void widen(float min, float max);

  int64_t count_ = 0, zero_count_ = 0, non_finite_count_ = 0;
  float min_ = 0, max_ = 0;
  std::optional<Histogram> histogram_;
};

}  // namespace msquant
