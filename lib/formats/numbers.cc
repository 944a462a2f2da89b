#include "formats/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"

namespace msquant {

bool can_hold(DType dtype, float number) {
  if (is_floating(dtype)) return true;
  if (std::trunc(number) != number) return false;
  return visit_dtype(dtype, [&](auto zero) {
    using Limits = std::numeric_limits<decltype(zero)>;
    // The largest integer need not be a float32; the one after it is.
    return number >= static_cast<float>(Limits::lowest()) &&
           number < std::ldexp(1.0f, Limits::digits);
  });
}

Tensor tensor_of_numbers(DType dtype, Shape shape, const std::vector<float>& numbers) {
  Tensor tensor = Tensor::allocate(dtype, std::move(shape));
  MSQUANT_CHECK(tensor.size() == static_cast<int64_t>(numbers.size()));
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    std::transform(numbers.begin(), numbers.end(), tensor.mutable_data<T>().begin(),
                   [](float number) { return static_cast<T>(number); });
  });
  return tensor;
}

Tensor filled_tensor(DType dtype, Shape shape, float number) {
  Tensor tensor = Tensor::allocate(dtype, std::move(shape));
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    const Span<T> elements = tensor.mutable_data<T>();
    std::fill(elements.begin(), elements.end(), static_cast<T>(number));
  });
  return tensor;
}

}  // namespace msquant
