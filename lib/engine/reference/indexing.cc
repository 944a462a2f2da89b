#include "engine/reference/indexing.h"

namespace msquant {

AxisSplit::AxisSplit(const Shape& shape, int64_t axis)
    : outer(element_count(Shape(shape.begin(), shape.begin() + axis))),
      size(shape[static_cast<size_t>(axis)]),
      inner(element_count(Shape(shape.begin() + axis + 1, shape.end()))) {}

Shape strides_of(const Shape& shape) {
  Shape strides(shape.size());
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

Shape broadcast_strides(const Shape& shape, const Shape& target) {
  const Shape own = strides_of(shape);
  const size_t missing = target.size() - shape.size();
  Shape strides(target.size(), 0);
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != 1) strides[missing + i] = own[i];
  }
  return strides;
}

int64_t offset_of(int64_t flat, const Shape& shape, const Shape& strides) {
  int64_t offset = 0;
  for (size_t i = shape.size(); i-- > 0;) {
    offset += flat % shape[i] * strides[i];
    flat /= shape[i];
  }
  return offset;
}

}  // namespace msquant
