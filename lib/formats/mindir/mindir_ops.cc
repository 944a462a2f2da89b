#include "formats/mindir/mindir_ops.h"

#include <algorithm>

namespace msquant {
namespace {

// Sorted by name.
constexpr MindirOp kOps[] = {
    {"Abs", lower_unary<OpKind::kAbs>},
    {"AdaptiveAvgPool2D", lower_adaptive_avg_pool},
    {"Add", lower_binary<OpKind::kAdd>},
    {"AddExt", lower_add_ext},
    {"AddN", lower_add_n},
    {"AvgPool", lower_avg_pool},
    {"AvgPool3D", lower_flat_avg_pool},
    {"BatchMatMul", lower_matmul},
    {"BatchNorm", lower_batch_norm},
    {"BiasAdd", lower_bias_add},
    {"BroadcastTo", lower_broadcast_to},
    {"Cast", lower_cast},
    {"ClampScalar", lower_clamp},
    {"Concat", lower_concat},
    {"Constant", nullptr},
    {"Conv2D", lower_conv2d},
    {"Conv2DBackpropInput", lower_conv_transpose},
    {"Conv2DTranspose", lower_conv_transpose},
    {"Depend", lower_first_input, 1},
    {"Dequant", lower_dequant},
    {"Div", lower_binary<OpKind::kDiv>},
    {"Dropout", lower_dropout},
    {"Elu", lower_elu},
    {"Erf", lower_unary<OpKind::kErf>},
    {"Exp", lower_unary<OpKind::kExp>},
    {"ExpandDims", lower_expand_dims},
    {"Flatten", lower_flatten},
    {"Gather", lower_gather},
    {"GeLU", lower_unary<OpKind::kGeluTanh>},
    {"GeluExt", lower_gelu_ext},
    {"GroupNorm", lower_group_norm},
    {"HSigmoid", lower_hard_sigmoid},
    {"HSwish", lower_unary<OpKind::kHardSwish>},
    {"InplaceAddExt", lower_inplace_add, 3},
    {"InstanceNorm", lower_instance_norm},
    {"LayerNorm", lower_layer_norm},
    {"LayerNormExt", lower_layer_norm_ext},
    {"LeakyReLU", lower_leaky_relu},
    {"LeakyReLUExt", lower_leaky_relu},
    {"Load", lower_first_input, 1},
    {"Log", lower_log},
    {"MakeTuple", lower_make_tuple},
    {"MatMul", lower_matmul},
    {"MaxPool", lower_max_pool},
    {"MaxPool3DWithArgmax", lower_flat_max_pool},
    {"Maximum", lower_binary<OpKind::kMaximum>},
    {"MeanExt", lower_reduce_ext<OpKind::kReduceMean>},
    {"Minimum", lower_binary<OpKind::kMinimum>},
    {"Mish", lower_unary<OpKind::kMish>},
    {"Mul", lower_binary<OpKind::kMul>},
    {"Muls", lower_binary<OpKind::kMul>},
    {"Neg", lower_unary<OpKind::kNeg>},
    {"PReLU", lower_prelu},
    {"Pad", lower_pad},
    {"PadV3", lower_pad_v3},
    {"Pow", lower_binary<OpKind::kPow>},
    {"Quant", lower_quant},
    {"ReLU", lower_unary<OpKind::kRelu>},
    {"ReLU6", lower_unary<OpKind::kRelu6>},
    {"RealDiv", lower_binary<OpKind::kDiv>},
    {"ReduceMax", lower_reduce<OpKind::kReduceMax>},
    {"ReduceMean", lower_reduce<OpKind::kReduceMean>},
    {"ReduceSum", lower_reduce<OpKind::kReduceSum>},
    {"Reshape", lower_reshape},
    {"ResizeBilinear", lower_resize_bilinear},
    {"ResizeBilinearV2", lower_resize_bilinear},
    {"ResizeNearestNeighbor", lower_resize_nearest},
    {"ResizeNearestNeighborV2", lower_resize_nearest},
    {"Rsqrt", lower_unary<OpKind::kRsqrt>},
    {"SiLU", lower_unary<OpKind::kSwish>},
    {"Sigmoid", lower_unary<OpKind::kSigmoid>},
    {"Slice", lower_slice},
    {"Softmax", lower_softmax},
    {"Softplus", lower_unary<OpKind::kSoftplus>},
    {"Split", lower_split},
    {"Sqrt", lower_unary<OpKind::kSqrt>},
    {"Square", lower_square},
    {"Squeeze", lower_squeeze},
    {"Stack", lower_stack},
    {"StridedSlice", lower_strided_slice},
    {"Sub", lower_sub},
    {"SubExt", lower_sub_ext},
    {"SumExt", lower_reduce_ext<OpKind::kReduceSum>},
    {"Tanh", lower_unary<OpKind::kTanh>},
    {"Tile", lower_tile},
    {"Transpose", lower_transpose},
    {"TupleGetItem", lower_tuple_get_item},
    {"Unstack", lower_unstack},
    {"UpdateState", lower_state, 0},
};

}  // namespace

const MindirOp* find_mindir_op(std::string_view primitive) {
  const auto* found = std::find_if(std::begin(kOps), std::end(kOps),
                                   [&](const MindirOp& op) { return op.primitive == primitive; });
  return found == std::end(kOps) ? nullptr : found;
}

std::string supported_mindir_ops() {
  std::string list;
  for (const MindirOp& op : kOps) {
    if (!list.empty()) list += ", ";
    list += op.primitive;
  }
  return list;
}

}  // namespace msquant
