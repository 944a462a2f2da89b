// Writing convolutions and matrix products, float and int8, and the operators around the int8 ones.
//
// Compact:   AscendQuant → Conv2D(x, weight, bias) → AscendDequant(float32)
// ptq_quant: AscendQuant → Conv2D(x, Sub(weight, weight_offset)) → BiasAdd → AscendDequant(float16)
//            → Cast. Without a bias there is no Sub, and matrix products never have one.
//
// In both, a convolution's bias is not corrected by the zero point of x and its padding not filled
// with it: GE does both when it finds AscendQuant in front of Conv2D. It does neither for MatMulV2.
#include <algorithm>
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
AirValue write_product(AirBuilder& builder, const Node& node, const char* type, const AirValue& x,
                       const AirAttributes& attributes, const TensorType& result) {
  const bool has_bias = node.inputs.size() > 2;
  const bool apart = has_bias && builder.style() == AirStyle::kPtqQuant;
  std::vector<AirValue> inputs{x, parameter(builder, node, 1, ".weight")};
  if (apart && node.kind == OpKind::kConv2d && is_int8(builder, node)) {
    inputs[1] = subtract_zero_offset(builder, node, inputs[1]);
  }
  if (has_bias && !apart) inputs.push_back(parameter(builder, node, 2, ".bias"));
  const AirValue product = builder.add_op(type, node.name, inputs, attributes, {result});
  if (!apart) return product;
  return builder.add_op("BiasAdd", node.name + ".bias_add",
                        {product, parameter(builder, node, 2, ".bias")},
                        {{"data_format", string_attribute("NCHW")}}, {result});
}

AirAttributes matmul_attributes(const MatMulAttrs& matmul) {
  return {{"transpose_x1", bool_attribute(matmul.transpose_a)},
          {"transpose_x2", bool_attribute(matmul.transpose_b)},
          {"offset_x", int_attribute(0)}};
}

bool is_only_dequantized(const AirBuilder& builder, ValueId value) {
  const auto& users = builder.graph().value(value).users;
  return !builder.graph().is_output(value) &&
         std::all_of(users.begin(), users.end(), [&](NodeId user) {
           return builder.graph().node(user).kind == OpKind::kDequantize;
         });
}

// Rows of any number of dimensions by a matrix: as MindSpore has it, the product of two matrices
// between two Reshapes. The second one of an int8 product comes behind its AscendDequant.
AirValue write_product_of_rows(AirBuilder& builder, const Node& node, const char* type) {
  const TensorType& result = result_type(builder, node);
  const AirValue x = builder.value(node.inputs[0]);
  const int64_t width = x.type.shape.back(), columns = result.shape.back();
  const int64_t rows = element_count(Shape(x.type.shape.begin(), x.type.shape.end() - 1));
  const AirValue matrix =
      write_reshape_to(builder, node.name + ".rows", x, {rows, width}, {-1, width});
  const AirValue product =
      write_product(builder, node, type, matrix, matmul_attributes(node.as<MatMulAttrs>()),
                    {result.dtype, {rows, columns}});
  if (!is_int8(builder, node)) {
    return write_reshape_to(builder, node.name + ".result", product, result.shape, result.shape);
  }
  if (!is_only_dequantized(builder, node.outputs[0])) {
    fail_to_write(node, "its int32 result is used otherwise than by a Dequantize");
  }
  return product;
}

AirValue write_batched_product(AirBuilder& builder, const Node& node) {
  if (is_int8(builder, node)) fail_to_write(node, "GE has no int8 product of batches of matrices");
  const auto& matmul = node.as<MatMulAttrs>();
  const TensorType& result = result_type(builder, node);
  const AirValue product = builder.add_op(
      "BatchMatMul", node.name, {builder.value(node.inputs[0]), builder.value(node.inputs[1])},
      {{"adj_x1", bool_attribute(matmul.transpose_a)},
       {"adj_x2", bool_attribute(matmul.transpose_b)}},
      {result});
  if (node.inputs.size() == 2) return product;
  return builder.add_op("Add", node.name + ".bias_add", {product, builder.value(node.inputs[2])},
                        {}, {result});
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

AirValue write_convolution(AirBuilder& builder, const Node& node, const char* type) {
  const auto& conv = node.as<ConvAttrs>();
  if (is_int8(builder, node)) {
    require_zero_point_of_producer(builder, node);
  } else if (conv.x_zero_point != 0) {
    fail_to_write(node, "a float convolution has no zero point");
  }
  return write_product(builder, node, type, builder.value(node.inputs[0]),
                       {{"strides", ints_attribute(image_list(conv.stride))},
                        {"pads", ints_attribute(padding_list(conv.padding))},
                        {"dilations", ints_attribute(image_list(conv.dilation))},
                        {"groups", int_attribute(conv.groups)},
                        {"data_format", string_attribute("NCHW")},
                        {"offset_x", int_attribute(0)}},
                       result_type(builder, node));
}

AirValue write_matmul(AirBuilder& builder, const Node& node, const char* type) {
  const auto& matmul = node.as<MatMulAttrs>();
  const AirValue x = builder.value(node.inputs[0]);
  const size_t rank_b = builder.graph().value(node.inputs[1]).type.shape.size();
  if (x.type.shape.size() == 2 && rank_b == 2) {
    return write_product(builder, node, type, x, matmul_attributes(matmul),
                         result_type(builder, node));
  }
  if (rank_b == 2 && !matmul.transpose_a) return write_product_of_rows(builder, node, type);
  return write_batched_product(builder, node);
}

AirValue write_quantize(AirBuilder& builder, const Node& node, const char* type) {
  const auto& quantize = node.as<QuantizeAttrs>();
  return builder.add_op(type, node.name, {builder.value(node.inputs[0])},
                        {{"scale", float_attribute(quantize.inverse_scale)},
                         {"offset", float_attribute(static_cast<float>(quantize.zero_point))},
                         {"sqrt_mode", bool_attribute(false)},
                         {"round_mode", string_attribute("Round")},
                         {"dst_type", int_attribute(attribute_type(DType::kInt8))}},
                        {builder.graph().value(node.outputs[0]).type});
}

AirValue write_dequantize(AirBuilder& builder, const Node& node, const char* type) {
  const auto& dequantize = node.as<DequantizeAttrs>();
  const TensorType& result = result_type(builder, node);
  const auto& scales = builder.graph().value(node.inputs[1]).constant;
  if (!scales) fail_to_write(node, "its scales are not constant");
  const AirValue x = builder.value(node.inputs[0]);
  const bool is_matrix_of_rows = x.type.shape != result.shape;
  const auto rank = static_cast<int64_t>(result.shape.size());
  if (dequantize.axis != (rank == 4 && !is_matrix_of_rows ? 1 : rank - 1)) {
    fail_to_write(
        node, "AscendDequant scales channels only, not axis " + std::to_string(dequantize.axis));
  }
  const bool through_half =
      builder.style() == AirStyle::kPtqQuant && result.dtype == DType::kFloat32;
  const DType dtype = through_half ? DType::kFloat16 : result.dtype;
  AirValue y = builder.add_op(
      type, node.name, {x, builder.add_constant(node.name + ".deq_scale", packed_scales(*scales))},
      {{"sqrt_mode", bool_attribute(false)},
       {"relu_flag", bool_attribute(false)},
       {"dtype", int_attribute(attribute_type(dtype))}},
      {{dtype, x.type.shape}});
  if (through_half) {
    y = builder.add_op("Cast", node.name + ".cast", {y},
                       {{"dst_type", int_attribute(attribute_type(result.dtype))}},
                       {{result.dtype, x.type.shape}});
  }
  if (!is_matrix_of_rows) return y;
  return write_reshape_to(builder, node.name + ".result", y, result.shape, result.shape);
}

}  // namespace msquant
