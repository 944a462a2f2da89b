// One operator on the reference engine, and inputs that NumPy can make as well.
#pragma once

#include <algorithm>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// The output of a graph of one node named "node", all of whose operands are graph inputs.
Tensor run_operator(OpKind kind, Attributes attributes, const std::vector<Tensor>& inputs);

// NumPy: (arange(size) * step % period + first).astype(T).reshape(shape)
template <class T = float>
Tensor cycle(const Shape& shape, int64_t period, int64_t first, int64_t step = 1) {
  Tensor tensor = Tensor::allocate(dtype_of<T>, shape);
  int64_t i = 0;
  for (T& element : tensor.mutable_data<T>()) {
    element = static_cast<T>(static_cast<float>(i++ * step % period + first));
  }
  return tensor;
}

inline Tensor vector(const std::vector<float>& elements) {
  return Tensor::from<float>({static_cast<int64_t>(elements.size())}, elements);
}

template <class T = float>
std::vector<T> elements(const Tensor& tensor) {
  const Span<const T> data = tensor.data<T>();
  return {data.begin(), data.end()};
}

// float16 elements as floats, and back.
inline std::vector<float> half_elements(const Tensor& tensor) {
  MSQUANT_CHECK(tensor.dtype() == DType::kFloat16);
  return elements(tensor.to_float32());
}
Tensor to_half(const Tensor& tensor);

}  // namespace msquant
