#include <string_view>

#include "formats/air/air_ops.h"

namespace msquant {
namespace {

template <OpKind kind>
ValueId read_unary(AirNode& node) {
  return node.add(kind, {}, {node.input(0)});
}

template <OpKind kind>
ValueId read_binary(AirNode& node) {
  return node.add(kind, {}, {node.input(0), node.input(1)});
}

ValueId read_constant(AirNode& node) {
  std::string name = node.name();
  constexpr std::string_view kSuffix = "_const";
  if (name.size() > kSuffix.size() &&
      name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0) {
    name.resize(name.size() - kSuffix.size());
  }
  return node.graph().add_constant(name, node.value_tensor());
}

struct Reader {
  std::string_view type;
  ValueId (*read)(AirNode&);
};

constexpr Reader kReaders[] = {
    {"Const", read_constant},
    {"Constant", read_constant},
    {"Identity", read_unary<OpKind::kIdentity>},

    {"AscendQuant", read_quantize},
    {"AscendDequant", read_dequantize},
    {"Conv2D", read_convolution},
    {"DepthwiseConv2D", read_depthwise_convolution},
    {"Conv2DTransposeD", read_conv_transpose},
    {"MatMul", read_matmul},
    {"MatMulV2", read_matmul},
    {"BatchMatMul", read_batch_matmul},
    {"BatchMatMulV2", read_batch_matmul},

    {"BiasAdd", read_bias_add},
    {"BatchNorm", read_batch_norm},
    {"LayerNorm", read_layer_norm},
    {"SoftmaxV2", read_softmax},
    {"ReduceMean", read_reduce},
    {"ReduceMeanD", read_reduce},
    {"ReduceSum", read_reduce},
    {"ReduceSumD", read_reduce},
    {"ReduceMax", read_reduce},
    {"ReduceMaxD", read_reduce},

    {"Relu", read_unary<OpKind::kRelu>},
    {"Relu6", read_unary<OpKind::kRelu6>},
    {"HardSwish", read_unary<OpKind::kHardSwish>},
    {"Mish", read_unary<OpKind::kMish>},
    {"Gelu", read_unary<OpKind::kGeluTanh>},
    {"Softplus", read_unary<OpKind::kSoftplus>},
    {"Tanh", read_unary<OpKind::kTanh>},
    {"Erf", read_unary<OpKind::kErf>},
    {"Sqrt", read_unary<OpKind::kSqrt>},
    {"Rsqrt", read_unary<OpKind::kRsqrt>},
    {"Neg", read_unary<OpKind::kNeg>},
    {"Abs", read_unary<OpKind::kAbs>},
    {"Sigmoid", read_unary<OpKind::kSigmoid>},
    {"LeakyRelu", read_leaky_relu},
    {"Elu", read_elu},
    {"ClipByValue", read_clip},
    {"HardSigmoid", read_hard_sigmoid},
    {"Swish", read_swish},
    {"Exp", read_exp},
    {"Log", read_log},
    {"PRelu", read_prelu},
    {"Cast", read_cast},
    {"Sub", read_sub},
    {"Add", read_binary<OpKind::kAdd>},
    {"Mul", read_binary<OpKind::kMul>},
    {"RealDiv", read_binary<OpKind::kDiv>},
    {"Maximum", read_binary<OpKind::kMaximum>},
    {"Minimum", read_binary<OpKind::kMinimum>},
    {"Pow", read_binary<OpKind::kPow>},

    {"MaxPool", read_pool},
    {"AvgPool", read_pool},
    {"MaxPoolV3", read_explicit_pool},
    {"AvgPoolV2", read_explicit_pool},
    {"GlobalAveragePool", read_global_pool},
    {"AdaptiveAvgPool2d", read_adaptive_pool},
    {"ResizeNearestNeighborV2", read_resize_v2},
    {"ResizeBilinearV2", read_resize_v2},
    {"Resize", read_resize},

    {"Reshape", read_reshape},
    {"Flatten", read_flatten},
    {"Squeeze", read_squeeze},
    {"SqueezeV2", read_squeeze},
    {"Unsqueeze", read_unsqueeze},
    {"UnsqueezeV2", read_unsqueeze},
    {"ExpandDims", read_unsqueeze},
    {"Transpose", read_transpose},
    {"TransposeD", read_transpose},
    {"ConcatD", read_concat},
    {"ConcatV2D", read_concat},
    {"Pack", read_pack},
    {"Pad", read_pad},
    {"PadD", read_pad},
    {"PadV2", read_pad},
    {"StridedSlice", read_strided_slice},
    {"Slice", read_slice},
    {"SliceD", read_slice},
    {"SplitD", read_split},
    {"SplitVD", read_split},
    {"GatherV2", read_gather},
    {"GatherV2D", read_gather},
    {"BroadcastTo", read_broadcast},
    {"Tile", read_tile},
    {"TileD", read_tile},
};

}  // namespace

ValueId read_node(AirNode& node) {
  for (const Reader& reader : kReaders) {
    if (reader.type == node.type()) return reader.read(node);
  }
  node.unsupported("msquant does not read operators of this type");
}

}  // namespace msquant
