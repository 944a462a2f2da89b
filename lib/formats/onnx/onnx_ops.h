// The operators of ONNX that msquant reads: one row each. To add one, write its lowering and give
// it a row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/onnx/onnx_node.h"

namespace msquant {

struct OnnxOp {
  std::string_view op_type;
  // Adds to the graph what the operator computes and returns its first result. Null for operators
  // that only compute shapes.
  OnnxOperand (*lower)(OnnxNode&) = nullptr;
  // Computes the first result from inputs that are all literals, or gives nothing to have it
  // lowered. May be null.
  std::optional<Tensor> (*fold)(const OnnxNode&) = nullptr;
};

// The row of that operator, or nullptr.
const OnnxOp* find_onnx_op(std::string_view op_type);

// "Add, AveragePool, …"
std::string supported_onnx_ops();

// onnx_ops_conv.cc
OnnxOperand lower_conv(OnnxNode& node);
OnnxOperand lower_conv_transpose(OnnxNode& node);

// onnx_ops_window.cc
OnnxOperand lower_max_pool(OnnxNode& node);
OnnxOperand lower_average_pool(OnnxNode& node);

// onnx_ops_image.cc
OnnxOperand lower_resize(OnnxNode& node);
OnnxOperand lower_upsample(OnnxNode& node);

// onnx_ops_matrix.cc
OnnxOperand lower_gemm(OnnxNode& node);
OnnxOperand lower_matmul(OnnxNode& node);
OnnxOperand lower_softmax(OnnxNode& node);
OnnxOperand lower_reduce(OnnxNode& node, OpKind kind);
OnnxOperand lower_global_pool(OnnxNode& node, OpKind kind);
template <OpKind kKind>
OnnxOperand lower_reduce(OnnxNode& node) {
  return lower_reduce(node, kKind);
}
template <OpKind kKind>
OnnxOperand lower_global_pool(OnnxNode& node) {
  return lower_global_pool(node, kKind);
}

// onnx_ops_norm.cc
OnnxOperand lower_batch_normalization(OnnxNode& node);
OnnxOperand lower_layer_normalization(OnnxNode& node);
OnnxOperand lower_instance_normalization(OnnxNode& node);
OnnxOperand lower_group_normalization(OnnxNode& node);

// onnx_ops_elementwise.cc
template <OpKind kKind>
OnnxOperand lower_unary(OnnxNode& node) {
  return node.add_unary(kKind);
}
OnnxOperand lower_binary(OnnxNode& node, OpKind kind);
template <OpKind kKind>
OnnxOperand lower_binary(OnnxNode& node) {
  return lower_binary(node, kKind);
}
OnnxOperand lower_max(OnnxNode& node);
OnnxOperand lower_min(OnnxNode& node);
OnnxOperand lower_sum(OnnxNode& node);
OnnxOperand lower_pow(OnnxNode& node);
OnnxOperand lower_prelu(OnnxNode& node);
OnnxOperand lower_clip(OnnxNode& node);
OnnxOperand lower_leaky_relu(OnnxNode& node);
OnnxOperand lower_elu(OnnxNode& node);
OnnxOperand lower_hard_sigmoid(OnnxNode& node);
OnnxOperand lower_gelu(OnnxNode& node);
OnnxOperand lower_cast(OnnxNode& node);
OnnxOperand lower_cast_like(OnnxNode& node);
OnnxOperand lower_where(OnnxNode& node);
OnnxOperand lower_identity(OnnxNode& node);
OnnxOperand lower_dropout(OnnxNode& node);

// onnx_ops_shape.cc
OnnxOperand lower_shape(OnnxNode& node);
OnnxOperand lower_size(OnnxNode& node);
OnnxOperand lower_reshape(OnnxNode& node);
OnnxOperand lower_flatten(OnnxNode& node);
OnnxOperand lower_squeeze(OnnxNode& node);
OnnxOperand lower_unsqueeze(OnnxNode& node);
OnnxOperand lower_transpose(OnnxNode& node);
OnnxOperand lower_concat(OnnxNode& node);
OnnxOperand lower_pad(OnnxNode& node);

// onnx_ops_part.cc
OnnxOperand lower_slice(OnnxNode& node);
OnnxOperand lower_split(OnnxNode& node);
OnnxOperand lower_gather(OnnxNode& node);
OnnxOperand lower_expand(OnnxNode& node);
OnnxOperand lower_tile(OnnxNode& node);

// onnx_ops_derived.cc
OnnxOperand lower_celu(OnnxNode& node);
OnnxOperand lower_depth_to_space(OnnxNode& node);
OnnxOperand lower_log_softmax(OnnxNode& node);
OnnxOperand lower_mean(OnnxNode& node);
OnnxOperand lower_reciprocal(OnnxNode& node);
OnnxOperand lower_reduce_l1(OnnxNode& node);
OnnxOperand lower_reduce_l2(OnnxNode& node);
OnnxOperand lower_reduce_min(OnnxNode& node);
OnnxOperand lower_reduce_sum_square(OnnxNode& node);
OnnxOperand lower_selu(OnnxNode& node);
OnnxOperand lower_softsign(OnnxNode& node);
OnnxOperand lower_space_to_depth(OnnxNode& node);

// What a reduction works on, or nothing if it returns its input.
std::optional<ReduceAttrs> reduce_attributes(const OnnxNode& node);
// The one axis that Softmax normalizes along.
int64_t softmax_axis(const OnnxNode& node);
// The part that Slice takes.
SliceAttrs slice_attributes(const OnnxNode& node);
// The shape that Expand gives to its input.
Shape expanded_shape(const OnnxNode& node);
// What Reshape is to make of its input.
ReshapeAttrs reshape_attributes(const OnnxNode& node);
// The shape that Squeeze and Unsqueeze give to their input.
Shape squeezed_shape(const OnnxNode& node);
Shape unsqueezed_shape(const OnnxNode& node);
// The order of axes that Transpose is to give its input.
std::vector<int64_t> permutation_of(const OnnxNode& node);
// The element type that Cast converts to.
DType cast_type(const OnnxNode& node);

// onnx_fold.cc
std::optional<Tensor> fold_cast(const OnnxNode& node);
std::optional<Tensor> fold_cast_like(const OnnxNode& node);
std::optional<Tensor> fold_concat(const OnnxNode& node);
std::optional<Tensor> fold_constant_of_shape(const OnnxNode& node);
std::optional<Tensor> fold_gather(const OnnxNode& node);
std::optional<Tensor> fold_reshape(const OnnxNode& node);
std::optional<Tensor> fold_slice(const OnnxNode& node);
std::optional<Tensor> fold_squeeze(const OnnxNode& node);
std::optional<Tensor> fold_transpose(const OnnxNode& node);
std::optional<Tensor> fold_unsqueeze(const OnnxNode& node);

// onnx_fold_math.cc
std::optional<Tensor> fold_add(const OnnxNode& node);
std::optional<Tensor> fold_and(const OnnxNode& node);
std::optional<Tensor> fold_ceil(const OnnxNode& node);
std::optional<Tensor> fold_div(const OnnxNode& node);
std::optional<Tensor> fold_equal(const OnnxNode& node);
std::optional<Tensor> fold_expand(const OnnxNode& node);
std::optional<Tensor> fold_floor(const OnnxNode& node);
std::optional<Tensor> fold_greater(const OnnxNode& node);
std::optional<Tensor> fold_greater_or_equal(const OnnxNode& node);
std::optional<Tensor> fold_less(const OnnxNode& node);
std::optional<Tensor> fold_less_or_equal(const OnnxNode& node);
std::optional<Tensor> fold_max(const OnnxNode& node);
std::optional<Tensor> fold_min(const OnnxNode& node);
std::optional<Tensor> fold_mod(const OnnxNode& node);
std::optional<Tensor> fold_mul(const OnnxNode& node);
std::optional<Tensor> fold_not(const OnnxNode& node);
std::optional<Tensor> fold_or(const OnnxNode& node);
std::optional<Tensor> fold_range(const OnnxNode& node);
std::optional<Tensor> fold_reciprocal(const OnnxNode& node);
std::optional<Tensor> fold_sqrt(const OnnxNode& node);
std::optional<Tensor> fold_sub(const OnnxNode& node);
std::optional<Tensor> fold_where(const OnnxNode& node);

}  // namespace msquant
