#include "quant/weight_quant.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace msquant {
namespace {

// Calls `visit(channel, i)` for every index i of the elements, in memory order.
template <class Visit>
void for_each_element(const Shape& shape, int axis, Visit&& visit) {
  MSQUANT_CHECK(axis >= 0 && axis < static_cast<int>(shape.size()));
  const int64_t channels = shape[static_cast<size_t>(axis)];
  const int64_t outer = element_count(Shape(shape.begin(), shape.begin() + axis));
  const int64_t inner = element_count(Shape(shape.begin() + axis + 1, shape.end()));
  for (int64_t o = 0, i = 0; o < outer; ++o) {
    for (int64_t channel = 0; channel < channels; ++channel) {
      for (int64_t end = i + inner; i < end; ++i) visit(static_cast<size_t>(channel), i);
    }
  }
}

[[noreturn]] void fail_not_finite(const std::string& name, int64_t index, float value) {
  throw Error(ErrorKind::kModel, "a weight is not finite", "parameter '" + name + "'",
              "element " + std::to_string(index) + " is " + std::to_string(value),
              "check that the training converged and that the checkpoint is intact");
}

}  // namespace

QuantParams weight_params(const Tensor& weight, int axis, const std::string& name) {
  const Span<const float> elements = weight.data<float>();
  std::vector<float> scale(static_cast<size_t>(weight.shape().at(static_cast<size_t>(axis))));
  for_each_element(weight.shape(), axis, [&](size_t channel, int64_t i) {
    if (!std::isfinite(elements[i])) fail_not_finite(name, i, elements[i]);
    scale[channel] = std::max(scale[channel], std::abs(elements[i]));
  });
  for (float& s : scale) {
    s /= kQuantMax;
    // A channel of nothing but zeros, or of numbers so small that the division gives zero.
    if (s == 0) s = 1;
  }
  const size_t channels = scale.size();
  return {std::move(scale), std::vector<int32_t>(channels, 0), axis};
}

Tensor quantize_weight(const Tensor& weight, const QuantParams& params) {
  const Span<const float> elements = weight.data<float>();
  Tensor result = Tensor::allocate(DType::kInt8, weight.shape());
  const Span<int8_t> quantized = result.mutable_data<int8_t>();
  for_each_element(weight.shape(), params.axis, [&](size_t channel, int64_t i) {
    const float q = std::rint(elements[i] / params.scale[channel]);
    quantized[i] = static_cast<int8_t>(std::clamp<float>(q, kQuantMin, kQuantMax));
  });
  return result;
}

Tensor dequantize_weight(const Tensor& quantized, const QuantParams& params) {
  const Span<const int8_t> elements = quantized.data<int8_t>();
  Tensor result = Tensor::uninitialized(DType::kFloat32, quantized.shape());
  const Span<float> real = result.mutable_data<float>();
  for_each_element(quantized.shape(), params.axis, [&](size_t channel, int64_t i) {
    real[i] = static_cast<float>(elements[i]) * params.scale[channel];
  });
  return result;
}

}  // namespace msquant
