#include "base/error.h"
#include "engine/reference/indexing.h"
#include "engine/reference/kernels.h"
#include "quant/fake_quant.h"

namespace msquant {

Tensor fake_quant(const KernelCall& call) {
  const auto& params = call.node.as<FakeQuantAttrs>().params;
  if (!params) return call.inputs[0];
  MSQUANT_CHECK(!params->scale.empty() && params->zero_point.size() == params->scale.size());
  // One scale for all elements is one "channel" that holds them all.
  const Shape shape =
      params->is_per_channel() ? call.output.shape : Shape{1, call.inputs[0].size()};
  const AxisSplit channels(shape, params->is_per_channel() ? params->axis : 0);
  const Span<const float> x = call.inputs[0].data<float>();
  Tensor result = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<float> y = result.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) {
    const auto c = static_cast<size_t>(channels.position(i));
    y[i] = fake_quantize_value(x[i], params->scale[c], params->zero_point[c]);
  }
  return result;
}

Tensor quantize(const KernelCall& call) {
  const auto& attrs = call.node.as<QuantizeAttrs>();
  const Span<const float> x = call.inputs[0].data<float>();
  Tensor result = Tensor::allocate(DType::kInt8, call.output.shape);
  const Span<int8_t> y = result.mutable_data<int8_t>();
  for (int64_t i = 0; i < y.size(); ++i) {
    y[i] = static_cast<int8_t>(quantize_value(x[i], attrs.inverse_scale, attrs.zero_point));
  }
  return result;
}

Tensor dequantize(const KernelCall& call) {
  const auto& attrs = call.node.as<DequantizeAttrs>();
  const Span<const int32_t> x = call.inputs[0].data<int32_t>();
  const Span<const float> scale = call.inputs[1].data<float>();
  const AxisSplit channels(call.output.shape, attrs.axis);
  Tensor product = Tensor::allocate(DType::kFloat32, call.output.shape);
  const Span<float> y = product.mutable_data<float>();
  for (int64_t i = 0; i < y.size(); ++i) {
    y[i] = static_cast<float>(x[i]) * scale[channels.position(i)];
  }
  return cast_elements(product, attrs.to);
}

}  // namespace msquant
