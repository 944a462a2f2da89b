#include "formats/filled_tensor.h"

#include <algorithm>

namespace msquant {

Tensor filled_tensor(DType dtype, Shape shape, float value) {
  Tensor tensor = Tensor::uninitialized(dtype, std::move(shape));
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    const Span<T> elements = tensor.mutable_data<T>();
    std::fill(elements.begin(), elements.end(), static_cast<T>(value));
  });
  return tensor;
}

}  // namespace msquant
