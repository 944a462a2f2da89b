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

// onnx_ops_window.cc
OnnxOperand lower_conv(OnnxNode& node);
OnnxOperand lower_max_pool(OnnxNode& node);
OnnxOperand lower_average_pool(OnnxNode& node);

// onnx_ops_matrix.cc
OnnxOperand lower_gemm(OnnxNode& node);
OnnxOperand lower_matmul(OnnxNode& node);
OnnxOperand lower_batch_normalization(OnnxNode& node);
OnnxOperand lower_reduce_mean(OnnxNode& node);
OnnxOperand lower_global_average_pool(OnnxNode& node);
OnnxOperand lower_softmax(OnnxNode& node);

// onnx_ops_elementwise.cc
OnnxOperand lower_relu(OnnxNode& node);
OnnxOperand lower_clip(OnnxNode& node);
OnnxOperand lower_sigmoid(OnnxNode& node);
OnnxOperand lower_add(OnnxNode& node);
OnnxOperand lower_sub(OnnxNode& node);
OnnxOperand lower_mul(OnnxNode& node);
OnnxOperand lower_div(OnnxNode& node);
OnnxOperand lower_cast(OnnxNode& node);
OnnxOperand lower_identity(OnnxNode& node);
OnnxOperand lower_dropout(OnnxNode& node);

// onnx_ops_shape.cc
OnnxOperand lower_shape(OnnxNode& node);
OnnxOperand lower_reshape(OnnxNode& node);
OnnxOperand lower_flatten(OnnxNode& node);
OnnxOperand lower_squeeze(OnnxNode& node);
OnnxOperand lower_unsqueeze(OnnxNode& node);
OnnxOperand lower_transpose(OnnxNode& node);
OnnxOperand lower_concat(OnnxNode& node);
OnnxOperand lower_pad(OnnxNode& node);

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
std::optional<Tensor> fold_add(const OnnxNode& node);
std::optional<Tensor> fold_sub(const OnnxNode& node);
std::optional<Tensor> fold_mul(const OnnxNode& node);
std::optional<Tensor> fold_div(const OnnxNode& node);
std::optional<Tensor> fold_cast(const OnnxNode& node);
std::optional<Tensor> fold_concat(const OnnxNode& node);
std::optional<Tensor> fold_constant_of_shape(const OnnxNode& node);
std::optional<Tensor> fold_gather(const OnnxNode& node);
std::optional<Tensor> fold_reshape(const OnnxNode& node);
std::optional<Tensor> fold_slice(const OnnxNode& node);
std::optional<Tensor> fold_squeeze(const OnnxNode& node);
std::optional<Tensor> fold_transpose(const OnnxNode& node);
std::optional<Tensor> fold_unsqueeze(const OnnxNode& node);

}  // namespace msquant
