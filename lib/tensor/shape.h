// Shapes of tensors: dimensions in C order, all >= 0 and known. An empty Shape is a scalar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace msquant {

using Shape = std::vector<int64_t>;

// Product of the dimensions, or nothing if one is negative or the product of the positive ones
// overflows int64_t.
// For shapes that come from a file.
std::optional<int64_t> checked_element_count(const Shape& shape);

// Bytes of a tensor, or nothing if that overflows or a dimension is negative.
std::optional<int64_t> checked_byte_count(DType dtype, const Shape& shape);

// Product of the dimensions of a shape already known to be valid.
int64_t element_count(const Shape& shape);

// "[64, 3, 7, 7]"
std::string to_string(const Shape& shape);

}  // namespace msquant
