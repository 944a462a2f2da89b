// Writing convolutions and matrix products, float and int8, and the operators around the int8 ones.
//
// Compact:   AscendQuant → Conv2D(x, weight, bias) → AscendDequant(float32)
// ptq_quant: AscendQuant → Conv2D(x, Sub(weight, weight_offset)) → BiasAdd → AscendDequant(float16)
//            → Cast. Without a bias there is no Sub, and matrix products never have one.
//
// In both, a convolution's bias is not corrected by the zero point of x and its padding not filled
// with it: GE does both when it finds AscendQuant in front of Conv2D. It does neither for MatMulV2.
#include <cstring>

#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

bool is_int8(const AirBuilder& builder, const Node& node) {
  return builder.graph().value(node.inputs[0]).type.dtype == DType::kInt8;
}

// Parameters of a quantized layer carry the layer's name, as ptq_quant exports them.
AirValue parameter(AirBuilder& builder, const Node& node, size_t index, const char* suffix) {
  return builder.value(node.inputs[index],
                       is_int8(builder, node) ? node.name + suffix : std::string());
}

AirValue subtract_zero_offset(AirBuilder& builder, const Node& node, const AirValue& weight) {
  const AirValue offset = builder.add_constant(node.name + ".weight_offset",
                                               Tensor::allocate(DType::kInt8, weight.type.shape));
  return builder.add_op("Sub", node.name + ".weight_sub", {weight, offset}, {}, {weight.type});
}

// The operator with its bias as third input or, as MindSpore has it, as a BiasAdd behind it.
AirValue write_product(AirBuilder& builder, const Node& node, const char* type,
                       const AirAttributes& attributes) {
  const bool has_bias = node.inputs.size() > 2;
  const bool apart = has_bias && builder.style() == AirStyle::kPtqQuant;
  std::vector<AirValue> inputs{builder.value(node.inputs[0]),
                               parameter(builder, node, 1, ".weight")};
  if (apart && node.kind == OpKind::kConv2d && is_int8(builder, node)) {
    inputs[1] = subtract_zero_offset(builder, node, inputs[1]);
  }
  if (has_bias && !apart) inputs.push_back(parameter(builder, node, 2, ".bias"));
  const TensorType& result = builder.graph().value(node.outputs[0]).type;
  const AirValue product = builder.add_op(type, node.name, inputs, attributes, {result});
  if (!apart) return product;
  return builder.add_op("BiasAdd", node.name + ".bias_add",
                        {product, parameter(builder, node, 2, ".bias")},
                        {{"data_format", string_attribute("NCHW")}}, {result});
}

// GE derives the zero point from the operator in front; the graph must agree with what it will do.
void require_zero_point_of_producer(const AirBuilder& builder, const Node& node) {
  const NodeId producer = builder.graph().value(node.inputs[0]).producer;
  if (producer == kNoId || builder.graph().node(producer).kind != OpKind::kQuantize) {
    fail_to_write(node, "the input of an int8 convolution must come from a Quantize");
  }
  if (builder.graph().node(producer).as<QuantizeAttrs>().zero_point !=
      node.as<ConvAttrs>().x_zero_point) {
    fail_to_write(node, "its x_zero_point is not the zero_point of the Quantize in front");
  }
}

// One element of deq_scale: the bits of the float32 scale below, zero above (no shift, no offset).
uint64_t packed_scale(float scale) {
  uint32_t bits;
  std::memcpy(&bits, &scale, sizeof bits);
  return bits;
}

Tensor packed_scales(const Tensor& scales) {
  std::vector<uint64_t> packed;
  for (float scale : scales.data<float>()) packed.push_back(packed_scale(scale));
  return Tensor::from(scales.shape(), packed);
}

}  // namespace

AirValue write_convolution(AirBuilder& builder, const Node& node) {
  const auto& conv = node.as<ConvAttrs>();
  if (is_int8(builder, node)) {
    require_zero_point_of_producer(builder, node);
  } else if (conv.x_zero_point != 0) {
    fail_to_write(node, "a float convolution has no zero point");
  }
  return write_product(builder, node, "Conv2D",
                       {{"strides", ints_attribute(image_list(conv.stride))},
                        {"pads", ints_attribute(padding_list(conv.padding))},
                        {"dilations", ints_attribute(image_list(conv.dilation))},
                        {"groups", int_attribute(conv.groups)},
                        {"data_format", string_attribute("NCHW")},
                        {"offset_x", int_attribute(0)}});
}

AirValue write_matmul(AirBuilder& builder, const Node& node) {
  const auto& matmul = node.as<MatMulAttrs>();
  const bool batched = builder.graph().value(node.outputs[0]).type.shape.size() > 2;
  if (!batched) {
    return write_product(builder, node, "MatMulV2",
                         {{"transpose_x1", bool_attribute(matmul.transpose_a)},
                          {"transpose_x2", bool_attribute(matmul.transpose_b)},
                          {"offset_x", int_attribute(0)}});
  }
  if (is_int8(builder, node)) fail_to_write(node, "only int8 matrices of two dimensions are exact");
  if (node.inputs.size() > 2) fail_to_write(node, "a batched matrix product has no bias");
  return write_product(builder, node, "BatchMatMul",
                       {{"adj_x1", bool_attribute(matmul.transpose_a)},
                        {"adj_x2", bool_attribute(matmul.transpose_b)}});
}

AirValue write_quantize(AirBuilder& builder, const Node& node) {
  const auto& quantize = node.as<QuantizeAttrs>();
  return builder.add_op("AscendQuant", node.name, {builder.value(node.inputs[0])},
                        {{"scale", float_attribute(quantize.inverse_scale)},
                         {"offset", float_attribute(static_cast<float>(quantize.zero_point))},
                         {"sqrt_mode", bool_attribute(false)},
                         {"round_mode", string_attribute("Round")},
                         {"dst_type", int_attribute(attribute_type(DType::kInt8))}},
                        {builder.graph().value(node.outputs[0]).type});
}

AirValue write_dequantize(AirBuilder& builder, const Node& node) {
  const auto& dequantize = node.as<DequantizeAttrs>();
  const TensorType& result = builder.graph().value(node.outputs[0]).type;
  const auto& scales = builder.graph().value(node.inputs[1]).constant;
  if (!scales) fail_to_write(node, "its scales are not constant");
  const auto rank = static_cast<int64_t>(result.shape.size());
  if (dequantize.axis != (rank == 4 ? 1 : rank - 1)) {
    fail_to_write(
        node, "AscendDequant scales channels only, not axis " + std::to_string(dequantize.axis));
  }
  const bool through_half =
      builder.style() == AirStyle::kPtqQuant && result.dtype == DType::kFloat32;
  const DType dtype = through_half ? DType::kFloat16 : result.dtype;
  const AirValue scaled =
      builder.add_op("AscendDequant", node.name,
                     {builder.value(node.inputs[0]),
                      builder.add_constant(node.name + ".deq_scale", packed_scales(*scales))},
                     {{"sqrt_mode", bool_attribute(false)},
                      {"relu_flag", bool_attribute(false)},
                      {"dtype", int_attribute(attribute_type(dtype))}},
                     {{dtype, result.shape}});
  if (!through_half) return scaled;
  return builder.add_op("Cast", node.name + ".cast", {scaled},
                        {{"dst_type", int_attribute(attribute_type(result.dtype))}}, {result});
}

}  // namespace msquant
