#include "quant/tensor_stats.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <vector>

#include "base/bytes.h"
#include "quant/vectorize.h"

namespace msquant {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Extent {
  float min = kInfinity, max = -kInfinity;
  int64_t zeros = 0;
  bool has_nan = false;

  bool is_finite() const { return !has_nan && min > -kInfinity && max < kInfinity; }

  void see(float x) {
    min = x < min ? x : min;
    max = x > max ? x : max;
    zeros += x == 0 ? 1 : 0;
    has_nan |= x != x;
  }
};

// Vector types of GCC and Clang: compilers may not reorder a float minimum by themselves.
using Floats = float __attribute__((vector_size(32)));
using Masks = int32_t __attribute__((vector_size(32)));
constexpr int64_t kLanes = 8;

// At most 2^31 groups, so that no lane of `zeros` overflows.
MSQUANT_VECTORIZED Extent extent_of_groups(const float* elements, int64_t groups) {
  Floats min = Floats{} + kInfinity, max = Floats{} - kInfinity;
  Masks zeros{}, nans{};
  for (int64_t i = 0; i < groups; ++i) {
    Floats x;
    std::memcpy(&x, elements + i * kLanes, sizeof x);
    min = x < min ? x : min;
    max = x > max ? x : max;
    zeros -= x == 0;  // a true lane is -1
    nans |= x != x;
  }
  Extent extent;
  for (int lane = 0; lane < kLanes; ++lane) {
    extent.min = std::min(extent.min, min[lane]);
    extent.max = std::max(extent.max, max[lane]);
    extent.zeros += zeros[lane];
    extent.has_nan |= nans[lane] != 0;
  }
  return extent;
}

Extent extent_of(Span<const float> elements) {
  const int64_t groups = elements.size() / kLanes;
  Extent extent = extent_of_groups(elements.data(), groups);
  for (int64_t i = groups * kLanes; i < elements.size(); ++i) extent.see(elements[i]);
  return extent;
}

}  // namespace

void TensorStats::add(Span<const float> elements) {
  const Extent extent = extent_of(elements);
  if (extent.is_finite()) {
    add_finite(elements, extent.min, extent.max, extent.zeros);
    return;
  }
  std::vector<float> finite;
  std::copy_if(elements.begin(), elements.end(), std::back_inserter(finite),
               [](float x) { return std::isfinite(x); });
  non_finite_count_ += elements.size() - static_cast<int64_t>(finite.size());
  add(finite);
}

void TensorStats::merge(const TensorStats& other) {
  non_finite_count_ += other.non_finite_count_;
  if (other.count_ == 0) return;
  widen(other.min_, other.max_);
  count_ += other.count_;
  zero_count_ += other.zero_count_;
  histogram_.merge(other.histogram_);
}

void TensorStats::put_into(std::string& bytes) const {
  put(bytes, count_);
  put(bytes, zero_count_);
  put(bytes, non_finite_count_);
  put(bytes, min_);
  put(bytes, max_);
  histogram_.put_into(bytes);
}

TensorStats TensorStats::taken_from(std::string_view& bytes) {
  TensorStats stats;
  stats.count_ = take<int64_t>(bytes);
  stats.zero_count_ = take<int64_t>(bytes);
  stats.non_finite_count_ = take<int64_t>(bytes);
  stats.min_ = take<float>(bytes);
  stats.max_ = take<float>(bytes);
  stats.histogram_ = Histogram::taken_from(bytes);
  return stats;
}

void TensorStats::add_finite(Span<const float> elements, float min, float max, int64_t zeros) {
  if (elements.empty()) return;
  widen(min, max);
  count_ += elements.size();
  zero_count_ += zeros;
  histogram_.add(elements, std::max(-min, max));
}

// To be called before count_ changes: the first extent replaces the initial zeros.
void TensorStats::widen(float min, float max) {
  min_ = count_ == 0 ? min : std::min(min_, min);
  max_ = count_ == 0 ? max : std::max(max_, max);
}

}  // namespace msquant
