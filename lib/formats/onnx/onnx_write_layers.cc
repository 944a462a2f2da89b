// Writing layers with weights, and pooling.
#include <numeric>

#include "formats/onnx/onnx_write_ops.h"

namespace msquant {
namespace {

const Shape& shape_of(const OnnxBuilder& builder, ValueId id) {
  return builder.graph().value(id).type.shape;
}

std::vector<int64_t> list(const Pair& pair) { return {pair[0], pair[1]}; }
std::vector<int64_t> list(const Padding& p) { return {p.top, p.left, p.bottom, p.right}; }

std::string write_convolution(OnnxBuilder& builder, const Node& node,
                              const std::vector<std::string>& operands) {
  const auto& conv = node.as<ConvAttrs>();
  const Shape& weight = shape_of(builder, node.inputs[1]);
  return builder.add_node(
      "Conv", node.name, operands,
      {onnx_attribute("kernel_shape", {weight[2], weight[3]}),
       onnx_attribute("strides", list(conv.stride)), onnx_attribute("pads", list(conv.padding)),
       onnx_attribute("dilations", list(conv.dilation)), onnx_attribute("group", conv.groups)});
}

// Only the last two dimensions change places.
std::string transpose_matrices(OnnxBuilder& builder, const std::string& name,
                               const std::string& input, size_t rank) {
  std::vector<int64_t> permutation(rank);
  std::iota(permutation.begin(), permutation.end(), int64_t{0});
  std::swap(permutation[rank - 1], permutation[rank - 2]);
  return builder.add_node("Transpose", name, {input}, {onnx_attribute("perm", permutation)});
}

std::string write_matmul(OnnxBuilder& builder, const Node& node,
                         std::vector<std::string> operands) {
  const auto& matmul = node.as<MatMulAttrs>();
  const bool has_bias = operands.size() > 2;
  const size_t rank_a = shape_of(builder, node.inputs[0]).size();
  const size_t rank_b = shape_of(builder, node.inputs[1]).size();
  if (rank_a == 2 && rank_b == 2 && (has_bias || matmul.transpose_a || matmul.transpose_b)) {
    return builder.add_node("Gemm", node.name, operands,
                            {onnx_attribute("transA", int64_t{matmul.transpose_a}),
                             onnx_attribute("transB", int64_t{matmul.transpose_b})});
  }
  if (matmul.transpose_a) {
    operands[0] = transpose_matrices(builder, node.name + ".transpose_a", operands[0], rank_a);
  }
  if (matmul.transpose_b) {
    operands[1] = transpose_matrices(builder, node.name + ".transpose_b", operands[1], rank_b);
  }
  const std::string name = has_bias ? node.name + ".product" : node.name;
  const std::string product = builder.add_node("MatMul", name, {operands[0], operands[1]});
  return has_bias ? builder.add_node("Add", node.name, {product, operands[2]}) : product;
}

// Padding after the image with which the windows number `count` without ceil_mode. Runtimes
// disagree on ceil_mode's last window, on this they cannot.
int64_t padding_after(int64_t size, int64_t before, int64_t after, int64_t kernel, int64_t stride,
                      int64_t count) {
  return std::max(after, (count - 1) * stride + kernel - size - before);
}

OnnxAttributes pool_attributes(const OnnxBuilder& builder, const Node& node) {
  const auto& pool = node.as<PoolAttrs>();
  const Shape &x = shape_of(builder, node.inputs[0]), &y = shape_of(builder, node.outputs[0]);
  Padding padding = pool.padding;
  if (pool.ceil_mode) {
    padding.bottom =
        padding_after(x[2], padding.top, padding.bottom, pool.kernel[0], pool.stride[0], y[2]);
    padding.right =
        padding_after(x[3], padding.left, padding.right, pool.kernel[1], pool.stride[1], y[3]);
  }
  return {onnx_attribute("kernel_shape", list(pool.kernel)),
          onnx_attribute("strides", list(pool.stride)), onnx_attribute("pads", list(padding))};
}

}  // namespace

std::string write_product(OnnxBuilder& builder, const Node& layer,
                          const std::vector<std::string>& operands) {
  return layer.kind == OpKind::kConv2d ? write_convolution(builder, layer, operands)
                                       : write_matmul(builder, layer, operands);
}

std::string write_layer(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  if (node.kind == OpKind::kConv2d && node.as<ConvAttrs>().x_zero_point != 0) {
    fail_to_write_onnx(node, "a float convolution has no zero point");
  }
  return write_product(builder, node, builder.values(node.inputs));
}

// ONNX broadcasts along the last dimension, so that the bias becomes [1, C, 1, …].
std::string write_bias_add(OnnxBuilder& builder, const Node& node, const char* op_type) {
  Shape shape(shape_of(builder, node.inputs[0]).size(), 1);
  shape[1] = -1;
  const std::string bias = builder.add_node(
      "Reshape", node.name + ".bias_column",
      {builder.value(node.inputs[1]), write_integers(builder, node.name + ".bias_shape", shape)});
  return builder.add_node(op_type, node.name, {builder.value(node.inputs[0]), bias});
}

// ONNX places the image by cutting off the padding, as our attributes do.
std::string write_conv_transpose(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const auto& conv = node.as<ConvTransposeAttrs>();
  const Shape& weight = shape_of(builder, node.inputs[1]);
  return builder.add_node(
      op_type, node.name, builder.values(node.inputs),
      {onnx_attribute("kernel_shape", {weight[2], weight[3]}),
       onnx_attribute("strides", list(conv.stride)), onnx_attribute("pads", list(conv.padding)),
       onnx_attribute("dilations", list(conv.dilation)), onnx_attribute("group", conv.groups),
       onnx_attribute("output_padding", list(conv.output_padding))});
}

std::string write_max_pool(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(op_type, node.name, builder.values(node.inputs),
                          pool_attributes(builder, node));
}

std::string write_average_pool(OnnxBuilder& builder, const Node& node, const char* op_type) {
  OnnxAttributes attributes = pool_attributes(builder, node);
  attributes.push_back(
      onnx_attribute("count_include_pad", int64_t{node.as<PoolAttrs>().count_include_pad}));
  return builder.add_node(op_type, node.name, builder.values(node.inputs), attributes);
}

}  // namespace msquant
