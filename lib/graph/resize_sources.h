// Which elements of an image Resize makes those of its result from.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/attributes.h"

namespace msquant {

// x[low] * (1 - weight) + x[high] * weight, along one dimension.
struct ResizeSource {
  int64_t low = 0, high = 0;
  double weight = 0;
};

// How many elements `scale` makes of `in`, or nothing if that is none or more than fit int32. The
// product is one of float32, as in ONNX's shape inference (onnx/defs/tensor/utils.cc): 5/3 times 6
// are 10, though the float32 5/3 is a little less.
std::optional<int64_t> resized_count(int64_t in, float scale);

// For each of `out` elements made from `in` elements. `scale` is out / in if it is 0.
std::vector<ResizeSource> resize_sources(const ResizeAttrs& attrs, int64_t in, int64_t out,
                                         float scale);

}  // namespace msquant
