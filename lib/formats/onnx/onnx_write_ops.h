// The operators of the graph in ONNX's words: one row each in onnx_write_ops.cc. To add one, give
// it a row, with a function of its own if it has attributes that no other has.
#pragma once

#include <string>
#include <vector>

#include "formats/onnx/onnx_builder.h"

namespace msquant {

// Adds the operator. An int8 layer is added together with the Dequantize behind it. Throws
// Error(kUnsupported) naming the node if ONNX cannot express it.
void write_onnx_node(OnnxBuilder& builder, const Node& node);

[[noreturn]] void fail_to_write_onnx(const Node& node, const std::string& because);

// The functions of the rows return the name of the operator's result.

// onnx_write_layers.cc
std::string write_layer(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_bias_add(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_conv_transpose(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_max_pool(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_average_pool(OnnxBuilder& builder, const Node& node, const char* op_type);

// onnx_write_functions.cc
std::string write_with_alpha(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_relu6(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_clip(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_hard_sigmoid(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_hard_swish(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_swish(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_mish(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_gelu(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_gelu_tanh(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_rsqrt(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_prelu(OnnxBuilder& builder, const Node& node, const char* op_type);

// onnx_write_norm.cc
std::string write_batch_norm(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_layer_norm(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_group_norm(OnnxBuilder& builder, const Node& node, const char* op_type);

// onnx_write_image.cc
std::string write_resize(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_adaptive_pool(OnnxBuilder& builder, const Node& node, const char* op_type);

// onnx_write_part.cc
std::string write_slice(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_broadcast_to(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_tile(OnnxBuilder& builder, const Node& node, const char* op_type);

// onnx_write_shape.cc
std::string write_reduce(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_reshape(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_transpose(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_pad(OnnxBuilder& builder, const Node& node, const char* op_type);

// onnx_write_quantized.cc
std::string write_quantize(OnnxBuilder& builder, const Node& node, const char* op_type);
std::string write_dequantize(OnnxBuilder& builder, const Node& node, const char* op_type);

// A Conv2d or MatMul of float tensors: input, weight and, if there is one, bias.
std::string write_product(OnnxBuilder& builder, const Node& layer,
                          const std::vector<std::string>& operands);
// Whether a Conv2d or MatMul multiplies int8.
bool is_int8_layer(const Graph& graph, const Node& node);

// Parts of several operators: a one-dimensional int64 constant, one number of a floating-point
// type, a conversion.
std::string write_integers(OnnxBuilder& builder, const std::string& name,
                           const std::vector<int64_t>& values);
std::string write_number(OnnxBuilder& builder, const std::string& name, DType dtype, float value);
std::string write_conversion(OnnxBuilder& builder, const std::string& name,
                             const std::string& input, DType to);

}  // namespace msquant
