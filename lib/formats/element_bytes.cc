#include "formats/element_bytes.h"

#include <algorithm>

namespace msquant {

std::string problem_of_elements(DType dtype, const Shape& shape, std::string_view bytes) {
  const int64_t needed = *checked_byte_count(dtype, shape);
  if (static_cast<int64_t>(bytes.size()) != needed) {
    return std::string(name_of(dtype)) + to_string(shape) + " needs " + std::to_string(needed) +
           " bytes, the file has " + std::to_string(bytes.size());
  }
  // Any other byte in a bool is undefined behaviour once it is read as one.
  const auto is_bool = [](char byte) { return byte == 0 || byte == 1; };
  if (dtype == DType::kBool && !std::all_of(bytes.begin(), bytes.end(), is_bool)) {
    return "an element is neither true nor false";
  }
  return "";
}

}  // namespace msquant
