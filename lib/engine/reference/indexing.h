// Where an element stands in a dense array.
#pragma once

#include "tensor/shape.h"

namespace msquant {

// A shape seen as [outer, size, inner] around one of its axes.
struct AxisSplit {
  AxisSplit(const Shape& shape, int64_t axis);

  // The position along the axis of the element with flat index `flat`.
  int64_t position(int64_t flat) const { return flat / inner % size; }

  int64_t outer = 1, size = 1, inner = 1;
};

// Elements between neighbours along each dimension, in C order.
Shape strides_of(const Shape& shape);

// Strides that read an array of `shape` as if it had been broadcast to `target`.
Shape broadcast_strides(const Shape& shape, const Shape& target);

// Where the element with flat index `flat` of `shape` stands in an array with these strides.
int64_t offset_of(int64_t flat, const Shape& shape, const Shape& strides);

}  // namespace msquant
