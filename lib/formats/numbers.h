// Numbers that a format's reader or writer makes up, as tensors.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace msquant {

// Whether `number` is, but for rounding, one of that type's: integers have no fractions and an end.
bool can_hold(DType dtype, float number);

// A tensor of `dtype` and `shape` whose elements are `numbers`, rounded to that type,
// which can hold them.
Tensor tensor_of_numbers(DType dtype, Shape shape, const std::vector<float>& numbers);

// The same with one number for all elements.
Tensor filled_tensor(DType dtype, Shape shape, float number);

// One number without dimensions.
inline Tensor scalar_of(DType dtype, float number) { return filled_tensor(dtype, {}, number); }

}  // namespace msquant
