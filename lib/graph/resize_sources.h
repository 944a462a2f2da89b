// Which elements of an image Resize makes those of its result from.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/attributes.h"

namespace msquant {

// x[low] * (1 - weight) + x[high] * weight, along one dimension.
struct ResizeSource {
  int64_t low = 0, high = 0;
  double weight = 0;
};

// For each of `out` elements made from `in` elements. `scale` is out / in if it is 0.
std::vector<ResizeSource> resize_sources(const ResizeAttrs& attrs, int64_t in, int64_t out,
                                         float scale);

}  // namespace msquant
