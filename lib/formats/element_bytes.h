// Raw elements of a tensor as a model file holds them.
#pragma once

#include <string>
#include <string_view>

#include "tensor/shape.h"

namespace msquant {

// Why `bytes` cannot be the elements of such a tensor (too few or too many, a bool that is neither
// 0 nor 1), or "" if they can. The shape is known to be possible.
std::string problem_of_elements(DType dtype, const Shape& shape, std::string_view bytes);

}  // namespace msquant
