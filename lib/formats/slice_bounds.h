// The rule of Python and NumPy for x[begin:end:step].
#pragma once

#include <cstdint>
#include <optional>

#include "graph/attributes.h"

namespace msquant {

// Adds the next dimension, of `size` elements, to the attributes. Bounds below 0 count from the
// back, all are clamped; one that is left out is the end from which, or to which, the step leads.
void add_slice(SliceAttrs& attrs, int64_t size, std::optional<int64_t> begin,
               std::optional<int64_t> end, int64_t step);

// Elements [begin, end) of dimension `axis` of `rank`, and all of the others.
SliceAttrs slice_of_axis(int64_t rank, int64_t axis, int64_t begin, int64_t end);

}  // namespace msquant
