// Constants that writers spell operators with.
#pragma once

#include "tensor/tensor.h"

namespace msquant {

// A tensor whose elements are all `value`, converted to `dtype`. A scalar has an empty shape.
Tensor filled_tensor(DType dtype, Shape shape, float value);

}  // namespace msquant
