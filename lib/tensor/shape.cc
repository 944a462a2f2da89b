#include "tensor/shape.h"

#include <algorithm>

#include "base/error.h"

namespace msquant {

std::optional<int64_t> checked_element_count(const Shape& shape) {
  int64_t count = 1;
  bool empty = false;
  for (int64_t dim : shape) {
    if (dim < 0) return std::nullopt;
    if (dim == 0) {
      empty = true;  // keep looking: a later dimension may still be negative
    } else if (__builtin_mul_overflow(count, dim, &count)) {
      return std::nullopt;
    }
  }
  return empty ? 0 : count;
}

std::optional<int64_t> checked_byte_count(DType dtype, const Shape& shape) {
  const auto count = checked_element_count(shape);
  int64_t bytes = 0;
  if (!count || __builtin_mul_overflow(*count, size_of(dtype), &bytes)) return std::nullopt;
  return bytes;
}

int64_t element_count(const Shape& shape) {
  const auto count = checked_element_count(shape);
  MSQUANT_CHECK(count.has_value());
  return *count;
}

std::string to_string(const Shape& shape) {
  // A file of some hundred bytes can name a million dimensions, which an error then quotes.
  constexpr size_t kMostShown = 16;
  std::string text = "[";
  for (size_t i = 0; i < std::min(shape.size(), kMostShown); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  if (shape.size() > kMostShown) text += ", … " + std::to_string(shape.size()) + " in all";
  return text + "]";
}

}  // namespace msquant
