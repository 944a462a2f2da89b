#include "formats/onnx/onnx_ops.h"

#include <algorithm>

namespace msquant {
namespace {

// Sorted by name.
constexpr OnnxOp kOps[] = {
    {"Abs", lower_unary<OpKind::kAbs>},
    {"Add", lower_binary<OpKind::kAdd>, fold_add},
    {"AveragePool", lower_average_pool},
    {"BatchNormalization", lower_batch_normalization},
    {"Cast", lower_cast, fold_cast},
    {"Clip", lower_clip},
    {"Concat", lower_concat, fold_concat},
    {"Constant"},
    {"ConstantOfShape", nullptr, fold_constant_of_shape},
    {"Conv", lower_conv},
    {"ConvTranspose", lower_conv_transpose},
    {"Div", lower_binary<OpKind::kDiv>, fold_div},
    {"Dropout", lower_dropout},
    {"Elu", lower_elu},
    {"Erf", lower_unary<OpKind::kErf>},
    {"Exp", lower_unary<OpKind::kExp>},
    {"Expand", lower_expand},
    {"Flatten", lower_flatten},
    {"Gather", lower_gather, fold_gather},
    {"Gelu", lower_gelu},
    {"Gemm", lower_gemm},
    {"GlobalAveragePool", lower_global_pool<OpKind::kReduceMean>},
    {"GlobalMaxPool", lower_global_pool<OpKind::kReduceMax>},
    {"GroupNormalization", lower_group_normalization},
    {"HardSigmoid", lower_hard_sigmoid},
    {"HardSwish", lower_unary<OpKind::kHardSwish>},
    {"Identity", lower_identity},
    {"InstanceNormalization", lower_instance_normalization},
    {"LayerNormalization", lower_layer_normalization},
    {"LeakyRelu", lower_leaky_relu},
    {"Log", lower_unary<OpKind::kLog>},
    {"MatMul", lower_matmul},
    {"Max", lower_max},
    {"MaxPool", lower_max_pool},
    {"Min", lower_min},
    {"Mish", lower_unary<OpKind::kMish>},
    {"Mul", lower_binary<OpKind::kMul>, fold_mul},
    {"Neg", lower_unary<OpKind::kNeg>},
    {"PRelu", lower_prelu},
    {"Pad", lower_pad},
    {"Pow", lower_pow},
    {"ReduceMax", lower_reduce<OpKind::kReduceMax>},
    {"ReduceMean", lower_reduce<OpKind::kReduceMean>},
    {"ReduceSum", lower_reduce<OpKind::kReduceSum>},
    {"Relu", lower_unary<OpKind::kRelu>},
    {"Reshape", lower_reshape, fold_reshape},
    {"Resize", lower_resize},
    {"Shape", lower_shape},
    {"Sigmoid", lower_unary<OpKind::kSigmoid>},
    {"Slice", lower_slice, fold_slice},
    {"Softmax", lower_softmax},
    {"Softplus", lower_unary<OpKind::kSoftplus>},
    {"Split", lower_split},
    {"Sqrt", lower_unary<OpKind::kSqrt>},
    {"Squeeze", lower_squeeze, fold_squeeze},
    {"Sub", lower_binary<OpKind::kSub>, fold_sub},
    {"Sum", lower_sum},
    {"Tanh", lower_unary<OpKind::kTanh>},
    {"Tile", lower_tile},
    {"Transpose", lower_transpose, fold_transpose},
    {"Unsqueeze", lower_unsqueeze, fold_unsqueeze},
    {"Upsample", lower_upsample},
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
