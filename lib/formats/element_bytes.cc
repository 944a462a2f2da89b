#include "formats/element_bytes.h"

#include "tensor/bools.h"

namespace msquant {

std::string problem_of_elements(DType dtype, const Shape& shape, std::string_view bytes) {
  const int64_t needed = *checked_byte_count(dtype, shape);
  if (static_cast<int64_t>(bytes.size()) != needed) {
    return std::string(name_of(dtype)) + to_string(shape) + " needs " + std::to_string(needed) +
           " bytes, the file has " + std::to_string(bytes.size());
  }
  if (dtype == DType::kBool && first_bad_bool(bytes)) {
    return "an element is neither true nor false";
  }
  return "";
}

}  // namespace msquant
