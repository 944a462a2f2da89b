// The smallest and the largest of many elements.
#pragma once

#include <cstdint>
#include <limits>

#include "tensor/span.h"

namespace msquant {

struct Extent {
  float min = std::numeric_limits<float>::infinity();  // NaN is neither
  float max = -std::numeric_limits<float>::infinity();
  int64_t zeros = 0;
  bool has_nan = false;

  // Every element is a finite number.
  bool is_finite() const {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    return !has_nan && min > -kInfinity && max < kInfinity;
  }
};

Extent extent_of(Span<const float> elements);

}  // namespace msquant
