// Writing quantized layers in QDQ form:
//
//   QuantizeLinear → DequantizeLinear → Conv ← DequantizeLinear ← weight int8, a scale per channel
//                                        ↑
//                                        DequantizeLinear ← bias int32, scale s_x * s_w[c]
//
// The graph holds deq_scale[c] = s_x * s_w[c] and 1 / s_x, from which s_w is computed back.
#include <cmath>
#include <limits>

#include "formats/onnx/onnx_write_ops.h"

namespace msquant {
namespace {

// A layer, the Quantize in front of it and the Dequantize behind.
struct QuantizedLayer {
  const Node &quantize, &layer, &dequantize;
  const Tensor &weight, &deq_scale;
  const Tensor* bias;   // null if there is none
  int64_t weight_axis;  // of the output channels

  bool is_matmul() const { return layer.kind == OpKind::kMatMul; }
  int32_t zero_point() const { return quantize.as<QuantizeAttrs>().zero_point; }
};

float activation_scale(const Node& quantize) {
  const float scale = 1.0f / quantize.as<QuantizeAttrs>().inverse_scale;
  if (!std::isfinite(scale) || scale <= 0) {
    fail_to_write_onnx(quantize, "its scale is " + std::to_string(scale));
  }
  return scale;
}

int8_t activation_zero_point(const Node& quantize) {
  const int32_t zero_point = quantize.as<QuantizeAttrs>().zero_point;
  if (zero_point < kQuantMin || zero_point > kQuantMax) {
    fail_to_write_onnx(quantize, "its zero_point is " + std::to_string(zero_point));
  }
  return static_cast<int8_t>(zero_point);
}

const Node& producer_of(const Graph& graph, const Node& node, OpKind kind) {
  const NodeId producer = graph.value(node.inputs[0]).producer;
  if (producer == kNoId || graph.node(producer).kind != kind) {
    fail_to_write_onnx(node, "its input does not come from a " + std::string(name_of(kind)));
  }
  return graph.node(producer);
}

const Tensor& constant_input(const Graph& graph, const Node& node, size_t index) {
  const auto& constant = graph.value(node.inputs[index]).constant;
  if (!constant) {
    fail_to_write_onnx(node, "its input " + std::to_string(index) + " is not constant");
  }
  return *constant;
}

const Node& layer_before(const Graph& graph, const Node& dequantize) {
  const NodeId producer = graph.value(dequantize.inputs[0]).producer;
  if (producer == kNoId || !is_int8_layer(graph, graph.node(producer))) {
    fail_to_write_onnx(dequantize, "its input does not come from an int8 layer");
  }
  return graph.node(producer);
}

int64_t weight_axis_of(const Node& layer, const Tensor& weight) {
  if (layer.kind == OpKind::kConv2d) return 0;
  if (weight.shape().size() != 2) {
    fail_to_write_onnx(layer, "its weight has shape " + to_string(weight.shape()));
  }
  return layer.as<MatMulAttrs>().transpose_b ? 0 : 1;
}

QuantizedLayer find_layer(const Graph& graph, const Node& dequantize) {
  const Node& layer = layer_before(graph, dequantize);
  const Tensor& weight = constant_input(graph, layer, 1);
  const QuantizedLayer found{producer_of(graph, layer, OpKind::kQuantize),
                             layer,
                             dequantize,
                             weight,
                             constant_input(graph, dequantize, 1),
                             layer.inputs.size() > 2 ? &constant_input(graph, layer, 2) : nullptr,
                             weight_axis_of(layer, weight)};
  const auto rank = static_cast<int64_t>(graph.value(layer.outputs[0]).type.shape.size());
  if (dequantize.as<DequantizeAttrs>().axis != (found.is_matmul() ? rank - 1 : 1)) {
    fail_to_write_onnx(dequantize, "its scales do not run along the channels of the layer");
  }
  if (!found.is_matmul() && layer.as<ConvAttrs>().x_zero_point != found.zero_point()) {
    fail_to_write_onnx(layer, "its x_zero_point is not the zero_point of the Quantize in front");
  }
  return found;
}

Tensor weight_scales(const QuantizedLayer& q) {
  const auto x_scale = static_cast<double>(activation_scale(q.quantize));
  std::vector<float> scales;
  for (float product : q.deq_scale.data<float>()) {
    scales.push_back(static_cast<float>(static_cast<double>(product) / x_scale));
  }
  return Tensor::from(q.deq_scale.shape(), scales);
}

// ONNX asks for exactly the product of the two scales that are in the file.
Tensor bias_scales(const QuantizedLayer& q, const Tensor& weight_scale) {
  std::vector<float> scales;
  for (float scale : weight_scale.data<float>()) {
    scales.push_back(activation_scale(q.quantize) * scale);
  }
  return Tensor::from(weight_scale.shape(), scales);
}

// zero_point * Σ w for each output channel of a matrix.
std::vector<int64_t> offsets_of_channels(const QuantizedLayer& q) {
  const Span<const int8_t> w = q.weight.data<int8_t>();
  std::vector<int64_t> offsets(static_cast<size_t>(q.deq_scale.size()));
  const int64_t columns = q.weight.shape()[1];
  for (int64_t i = 0; i < w.size(); ++i) {
    const int64_t channel = q.weight_axis == 0 ? i / columns : i % columns;
    offsets[static_cast<size_t>(channel)] += int64_t{q.zero_point()} * w[i];
  }
  return offsets;
}

// The bias of the real layer. A matrix product's in the graph also corrects for the zero point of
// x, which in QDQ form is subtracted from x itself.
Tensor real_bias(const QuantizedLayer& q) {
  if (!q.is_matmul()) return *q.bias;
  const std::vector<int64_t> offsets = offsets_of_channels(q);
  Tensor result = Tensor::allocate(DType::kInt32, q.deq_scale.shape());
  for (int64_t c = 0; c < result.size(); ++c) {
    const int64_t bias =
        (q.bias != nullptr ? q.bias->data<int32_t>()[c] : 0) + offsets[static_cast<size_t>(c)];
    if (bias < std::numeric_limits<int32_t>::min() || bias > std::numeric_limits<int32_t>::max()) {
      fail_to_write_onnx(q.layer, "its bias exceeds int32");
    }
    result.mutable_data<int32_t>()[c] = static_cast<int32_t>(bias);
  }
  return result;
}

// A constant behind a DequantizeLinear, `<layer>.<what>`. int32 has no zero point in ONNX.
std::string write_parameter(OnnxBuilder& builder, const Node& layer, const std::string& what,
                            const Tensor& integers, const Tensor& scale, int64_t axis) {
  const std::string name = layer.name + "." + what;
  std::vector<std::string> inputs{builder.add_constant(name, integers),
                                  builder.add_constant(name + ".scale", scale)};
  if (integers.dtype() == DType::kInt8) {
    inputs.push_back(
        builder.add_constant(name + ".zero_point", Tensor::allocate(DType::kInt8, scale.shape())));
  }
  return builder.add_node("DequantizeLinear", name + ".dequantize", inputs,
                          {onnx_attribute("axis", axis)});
}

// In QDQ form the value is a real number again, which only layers may take for their int8 input.
void require_layers_as_users(const Graph& graph, const Node& quantize) {
  const ValueId output = quantize.outputs[0];
  bool is_fine = !graph.is_output(output);
  for (NodeId user : graph.value(output).users) {
    is_fine = is_fine && is_int8_layer(graph, graph.node(user));
  }
  if (!is_fine) fail_to_write_onnx(quantize, "its int8 result is used by other than int8 layers");
}

}  // namespace

bool is_int8_layer(const Graph& graph, const Node& node) {
  return (node.kind == OpKind::kConv2d || node.kind == OpKind::kMatMul) &&
         graph.value(node.inputs[0]).type.dtype == DType::kInt8;
}

std::string write_quantize(OnnxBuilder& builder, const Node& node, const char* op_type) {
  require_layers_as_users(builder.graph(), node);
  std::string x = builder.value(node.inputs[0]);
  if (builder.graph().value(node.inputs[0]).type.dtype != DType::kFloat32) {
    x = write_conversion(builder, node.name + ".cast", x, DType::kFloat32);
  }
  const int8_t zero_point = activation_zero_point(node);
  const std::string scale =
      builder.add_constant(node.name + ".scale", Tensor::from<float>({}, {activation_scale(node)}));
  const std::string zero =
      builder.add_constant(node.name + ".zero_point", Tensor::from<int8_t>({}, {zero_point}));
  const std::string integers = builder.add_node(op_type, node.name, {x, scale, zero});
  return builder.add_node("DequantizeLinear", node.name + ".dequantize", {integers, scale, zero});
}

std::string write_dequantize(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  const QuantizedLayer q = find_layer(builder.graph(), node);
  const Tensor scale = weight_scales(q);
  std::vector<std::string> operands{
      builder.value(q.layer.inputs[0]),
      write_parameter(builder, q.layer, "weight", q.weight, scale, q.weight_axis)};
  if (q.bias != nullptr || (q.is_matmul() && q.zero_point() != 0)) {
    operands.push_back(
        write_parameter(builder, q.layer, "bias", real_bias(q), bias_scales(q, scale), 0));
  }
  const std::string result = write_product(builder, q.layer, operands);
  const DType to = node.as<DequantizeAttrs>().to;
  return to == DType::kFloat32 ? result : write_conversion(builder, node.name, result, to);
}

}  // namespace msquant
