#include "formats/slice_bounds.h"

#include <algorithm>

#include "tensor/shape.h"

namespace msquant {
namespace {

bool has_bit(int64_t mask, size_t i) { return i < 63 && (mask >> i & 1) != 0; }

std::optional<int64_t> unless(bool is_left_out, int64_t bound) {
  return is_left_out ? std::nullopt : std::optional(bound);
}

}  // namespace

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

std::string StridedSlice::problem(const Shape& x) const {
  if (begin.size() != end.size() || begin.size() != strides.size() || begin.size() > x.size()) {
    return "its bounds do not fit " + to_string(x);
  }
  for (size_t i = 0; i < begin.size(); ++i) {
    if (strides[i] == 0) return "its stride is 0";
    if (has_bit(shrink_mask, i) && (begin[i] < -x[i] || begin[i] >= x[i])) {
      return "its position " + std::to_string(begin[i]) + " is out of range";
    }
  }
  return "";
}

SliceAttrs StridedSlice::attributes(const Shape& x) const {
  SliceAttrs attrs;
  for (size_t i = 0; i < x.size(); ++i) {
    if (i >= begin.size()) {
      add_slice(attrs, x[i], {}, {}, 1);
    } else if (has_bit(shrink_mask, i)) {
      const int64_t at = begin[i] < 0 ? begin[i] + x[i] : begin[i];
      add_slice(attrs, x[i], at, at + 1, 1);
    } else {
      add_slice(attrs, x[i], unless(has_bit(begin_mask, i), begin[i]),
                unless(has_bit(end_mask, i), end[i]), strides[i]);
    }
  }
  return attrs;
}

Shape StridedSlice::without_shrunk(const Shape& result) const {
  Shape shape;
  for (size_t i = 0; i < result.size(); ++i) {
    if (i >= begin.size() || !has_bit(shrink_mask, i)) shape.push_back(result[i]);
  }
  return shape;
}

}  // namespace msquant
