#include "formats/onnx/onnx_ops.h"

#include <algorithm>

namespace msquant {
namespace {

// Sorted by name.
constexpr OnnxOp kOps[] = {
    {"Add", lower_add, fold_add},
    {"AveragePool", lower_average_pool},
    {"BatchNormalization", lower_batch_normalization},
    {"Cast", lower_cast, fold_cast},
    {"Clip", lower_clip},
    {"Concat", lower_concat, fold_concat},
    {"Constant"},
    {"ConstantOfShape", nullptr, fold_constant_of_shape},
    {"Conv", lower_conv},
    {"Div", lower_div, fold_div},
    {"Dropout", lower_dropout},
    {"Flatten", lower_flatten},
    {"Gather", nullptr, fold_gather},
    {"Gemm", lower_gemm},
    {"GlobalAveragePool", lower_global_average_pool},
    {"Identity", lower_identity},
    {"MatMul", lower_matmul},
    {"MaxPool", lower_max_pool},
    {"Mul", lower_mul, fold_mul},
    {"Pad", lower_pad},
    {"ReduceMean", lower_reduce_mean},
    {"Relu", lower_relu},
    {"Reshape", lower_reshape, fold_reshape},
    {"Shape", lower_shape},
    {"Sigmoid", lower_sigmoid},
    {"Slice", nullptr, fold_slice},
    {"Softmax", lower_softmax},
    {"Squeeze", lower_squeeze, fold_squeeze},
    {"Sub", lower_sub, fold_sub},
    {"Transpose", lower_transpose, fold_transpose},
    {"Unsqueeze", lower_unsqueeze, fold_unsqueeze},
};

}  // namespace

const OnnxOp* find_onnx_op(std::string_view op_type) {
  const auto* found = std::find_if(std::begin(kOps), std::end(kOps),
                                   [&](const OnnxOp& op) { return op.op_type == op_type; });
  return found == std::end(kOps) ? nullptr : found;
}

std::string supported_onnx_ops() {
  std::string list;
  for (const OnnxOp& op : kOps) {
    if (!list.empty()) list += ", ";
    list += op.op_type;
  }
  return list;
}

}  // namespace msquant
