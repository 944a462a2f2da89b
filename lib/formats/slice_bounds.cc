#include "formats/slice_bounds.h"

#include <algorithm>

#include "tensor/shape.h"

namespace msquant {

void add_slice(SliceAttrs& attrs, int64_t size, std::optional<int64_t> begin,
               std::optional<int64_t> end, int64_t step) {
  const bool is_forward = step > 0;
  const auto resolve = [&](int64_t bound) {
    const int64_t from_front = bound < 0 ? bound + size : bound;
    return is_forward ? std::clamp<int64_t>(from_front, 0, size)
                      : std::clamp<int64_t>(from_front, -1, size - 1);
  };
  int64_t first = begin ? resolve(*begin) : is_forward ? 0 : size - 1;
  int64_t last = end ? resolve(*end) : is_forward ? size : -1;
  // So that the slice follows when the dimension changes.
  if (first == 0 && last == size && step == 1) last = SliceAttrs::kToEnd;
  if (first < 0) first = last = 0;
  attrs.begin.push_back(first);
  attrs.end.push_back(last);
  attrs.step.push_back(step);
}

SliceAttrs slice_of_axis(int64_t rank, int64_t axis, int64_t begin, int64_t end) {
  SliceAttrs attrs{Shape(static_cast<size_t>(rank), 0),
                   Shape(static_cast<size_t>(rank), SliceAttrs::kToEnd),
                   Shape(static_cast<size_t>(rank), 1)};
  attrs.begin[static_cast<size_t>(axis)] = begin;
  attrs.end[static_cast<size_t>(axis)] = end;
  return attrs;
}

}  // namespace msquant
