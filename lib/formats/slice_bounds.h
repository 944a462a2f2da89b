// The rule of Python and NumPy for x[begin:end:step].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/attributes.h"
#include "tensor/shape.h"

namespace msquant {

// Adds the next dimension, of `size` elements, to the attributes. Bounds below 0 count from the
// back, all are clamped; one that is left out is the end from which, or to which, the step leads.
void add_slice(SliceAttrs& attrs, int64_t size, std::optional<int64_t> begin,
               std::optional<int64_t> end, int64_t step);

// Elements [begin, end) of dimension `axis` of `rank`, and all of the others.
SliceAttrs slice_of_axis(int64_t rank, int64_t axis, int64_t begin, int64_t end);

// TensorFlow's slice, which MindSpore and GE have, too. Bit i of a mask is dimension i: its bound
// is left out, or it is one element and leaves the shape. Dimensions behind those given stay whole.
struct StridedSlice {
  std::vector<int64_t> begin, end, strides;
  int64_t begin_mask = 0, end_mask = 0, shrink_mask = 0;

  // What does not fit a tensor of that shape, or "".
  std::string problem(const Shape& x) const;
  // The slice before dimensions leave the shape, and the shape without them. It must fit.
  SliceAttrs attributes(const Shape& x) const;
  Shape without_shrunk(const Shape& result) const;
};

}  // namespace msquant
