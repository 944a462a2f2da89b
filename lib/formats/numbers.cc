#include "formats/numbers.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace msquant {

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
