#include "formats/onnx/onnx_ops.h"

#include <algorithm>

namespace msquant {
namespace {

// Sorted by name.
constexpr OnnxOp kOps[] = {
    {"Abs", lower_unary<OpKind::kAbs>},
    {"Add", lower_binary<OpKind::kAdd>, fold_add},
    {"And", nullptr, fold_and},
    {"AveragePool", lower_average_pool},
    {"BatchNormalization", lower_batch_normalization},
    {"Cast", lower_cast, fold_cast},
    {"CastLike", lower_cast_like, fold_cast_like},
    {"Ceil", nullptr, fold_ceil},
    {"Celu", lower_celu},
    {"Clip", lower_clip},
    {"Concat", lower_concat, fold_concat},
    {"Constant"},
    {"ConstantOfShape", nullptr, fold_constant_of_shape},
    {"Conv", lower_conv},
    {"ConvTranspose", lower_conv_transpose},
    {"DepthToSpace", lower_depth_to_space},
    {"Div", lower_binary<OpKind::kDiv>, fold_div},
    {"Dropout", lower_dropout},
    {"Elu", lower_elu},
    {"Equal", nullptr, fold_equal},
    {"Erf", lower_unary<OpKind::kErf>},
    {"Exp", lower_unary<OpKind::kExp>},
    {"Expand", lower_expand, fold_expand},
    {"Flatten", lower_flatten},
    {"Floor", nullptr, fold_floor},
    {"Gather", lower_gather, fold_gather},
    {"Gelu", lower_gelu},
    {"Gemm", lower_gemm},
    {"GlobalAveragePool", lower_global_pool<OpKind::kReduceMean>},
    {"GlobalMaxPool", lower_global_pool<OpKind::kReduceMax>},
    {"Greater", nullptr, fold_greater},
    {"GreaterOrEqual", nullptr, fold_greater_or_equal},
    {"GroupNormalization", lower_group_normalization},
    {"HardSigmoid", lower_hard_sigmoid},
    {"HardSwish", lower_unary<OpKind::kHardSwish>},
    {"Identity", lower_identity},
    {"InstanceNormalization", lower_instance_normalization},
    {"LayerNormalization", lower_layer_normalization},
    {"LeakyRelu", lower_leaky_relu},
    {"Less", nullptr, fold_less},
    {"LessOrEqual", nullptr, fold_less_or_equal},
    {"Log", lower_unary<OpKind::kLog>},
    {"LogSoftmax", lower_log_softmax},
    {"MatMul", lower_matmul},
    {"Max", lower_max, fold_max},
    {"MaxPool", lower_max_pool},
    {"Mean", lower_mean},
    {"Min", lower_min, fold_min},
    {"Mish", lower_unary<OpKind::kMish>},
    {"Mod", nullptr, fold_mod},
    {"Mul", lower_binary<OpKind::kMul>, fold_mul},
    {"Neg", lower_unary<OpKind::kNeg>},
    {"Not", nullptr, fold_not},
    {"Or", nullptr, fold_or},
    {"PRelu", lower_prelu},
    {"Pad", lower_pad},
    {"Pow", lower_pow},
    {"Range", nullptr, fold_range},
    {"Reciprocal", lower_reciprocal, fold_reciprocal},
    {"ReduceL1", lower_reduce_l1},
    {"ReduceL2", lower_reduce_l2},
    {"ReduceMax", lower_reduce<OpKind::kReduceMax>},
    {"ReduceMean", lower_reduce<OpKind::kReduceMean>},
    {"ReduceMin", lower_reduce_min},
    {"ReduceSum", lower_reduce<OpKind::kReduceSum>},
    {"ReduceSumSquare", lower_reduce_sum_square},
    {"Relu", lower_unary<OpKind::kRelu>},
    {"Reshape", lower_reshape, fold_reshape},
    {"Resize", lower_resize},
    {"Selu", lower_selu},
    {"Shape", lower_shape},
    {"Sigmoid", lower_unary<OpKind::kSigmoid>},
    {"Size", lower_size},
    {"Slice", lower_slice, fold_slice},
    {"Softmax", lower_softmax},
    {"Softplus", lower_unary<OpKind::kSoftplus>},
    {"Softsign", lower_softsign},
    {"SpaceToDepth", lower_space_to_depth},
    {"Split", lower_split},
    {"Sqrt", lower_unary<OpKind::kSqrt>, fold_sqrt},
    {"Squeeze", lower_squeeze, fold_squeeze},
    {"Sub", lower_binary<OpKind::kSub>, fold_sub},
    {"Sum", lower_sum},
    {"Tanh", lower_unary<OpKind::kTanh>},
    {"Tile", lower_tile},
    {"Transpose", lower_transpose, fold_transpose},
    {"Unsqueeze", lower_unsqueeze, fold_unsqueeze},
    {"Upsample", lower_upsample},
    {"Where", lower_where, fold_where},
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
