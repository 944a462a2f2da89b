#include <algorithm>
#include <cmath>

#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

template <class Function>
Tensor map(const KernelCall& call, Function function) {
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<const float> x = call.inputs[0].data<float>();
  std::transform(x.begin(), x.end(), result.mutable_data<float>().begin(), function);
  return result;
}

template <class Function>
Tensor combine(const KernelCall& call, Function function) {
  const Shape& shape = call.output.shape;
  Tensor result = Tensor::allocate(DType::kFloat32, shape);
  const Span<float> elements = result.mutable_data<float>();
  const Span<const float> a = call.inputs[0].data<float>(), b = call.inputs[1].data<float>();
  const Shape a_strides = broadcast_strides(call.inputs[0].shape(), shape);
  const Shape b_strides = broadcast_strides(call.inputs[1].shape(), shape);
  for (int64_t i = 0; i < elements.size(); ++i) {
    elements[i] = function(a[offset_of(i, shape, a_strides)], b[offset_of(i, shape, b_strides)]);
  }
  return result;
}

}  // namespace

// Comparisons are written so that NaN fails them and passes through.
Tensor relu(const KernelCall& call) {
  return map(call, [](float x) { return x < 0 ? 0.0f : x; });
}

Tensor relu6(const KernelCall& call) {
  return map(call, [](float x) { return x < 0 ? 0.0f : x > 6 ? 6.0f : x; });
}

Tensor sigmoid(const KernelCall& call) {
  return map(call, [](float x) { return static_cast<float>(1 / (1 + std::exp(-double{x}))); });
}

Tensor add(const KernelCall& call) {
  return combine(call, [](float a, float b) { return a + b; });
}

Tensor subtract(const KernelCall& call) {
  return combine(call, [](float a, float b) { return a - b; });
}

Tensor multiply(const KernelCall& call) {
  return combine(call, [](float a, float b) { return a * b; });
}

Tensor divide(const KernelCall& call) {
  return combine(call, [](float a, float b) { return a / b; });
}

}  // namespace msquant
