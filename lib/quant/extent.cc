#include "quant/extent.h"

#include <algorithm>
#include <cstring>

#include "quant/vectorize.h"

namespace msquant {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

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
  for (int64_t lane = 0; lane < kLanes; ++lane) {
    extent.min = std::min(extent.min, min[lane]);
    extent.max = std::max(extent.max, max[lane]);
    extent.zeros += zeros[lane];
    extent.has_nan |= nans[lane] != 0;
  }
  return extent;
}

void see(float x, Extent& extent) {
  extent.min = x < extent.min ? x : extent.min;
  extent.max = x > extent.max ? x : extent.max;
  extent.zeros += x == 0 ? 1 : 0;
  extent.has_nan |= x != x;
}

}  // namespace

Extent extent_of(Span<const float> elements) {
  const int64_t groups = elements.size() / kLanes;
  Extent extent = extent_of_groups(elements.data(), groups);
  for (int64_t i = groups * kLanes; i < elements.size(); ++i) see(elements[i], extent);
  return extent;
}

}  // namespace msquant
