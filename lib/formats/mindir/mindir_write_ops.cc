#include "formats/mindir/mindir_write_ops.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"

namespace msquant {
namespace {

std::string write_bias_add(MindirBuilder& builder, const Node& node) {
  return builder.add_node("BiasAdd", node, {{"data_format", int_literal(0)}});
}

struct MindirSpelling {
  OpKind kind;
  const char* primitive;
  // Null if the operator is its primitive with its inputs.
  std::string (*write)(MindirBuilder&, const Node&) = nullptr;
};

// Sorted by name.
constexpr MindirSpelling kSpellings[] = {
    {OpKind::kAbs, "Abs"},
    {OpKind::kAdaptiveAvgPool, "AdaptiveAvgPool2D", write_mindir_adaptive_pool},
    {OpKind::kAdd, "Add"},
    {OpKind::kAvgPool, "AvgPool", write_mindir_avg_pool},
    {OpKind::kBatchNorm, "BatchNorm", write_mindir_batch_norm},
    {OpKind::kBiasAdd, "BiasAdd", write_bias_add},
    {OpKind::kBroadcastTo, "BroadcastTo", write_mindir_broadcast_to},
    {OpKind::kCast, "Cast", write_mindir_cast},
    {OpKind::kClip, "ClampScalar", write_mindir_clip},
    {OpKind::kConcat, "Concat", write_mindir_concat},
    {OpKind::kConv2d, "Conv2D", write_mindir_conv2d},
    {OpKind::kConvTranspose2d, "Conv2DTranspose", write_mindir_conv_transpose},
    {OpKind::kDequantize, "Dequant", write_mindir_dequantize},
    {OpKind::kDiv, "RealDiv"},
    {OpKind::kElu, "Elu", write_mindir_elu},
    {OpKind::kErf, "Erf"},
    {OpKind::kExp, "Exp"},
    {OpKind::kFlatten, "Flatten", write_mindir_flatten},
    {OpKind::kGather, "Gather", write_mindir_gather},
    {OpKind::kGelu, "", write_mindir_gelu},
    {OpKind::kGeluTanh, "GeLU"},
    {OpKind::kGroupNorm, "GroupNorm", write_mindir_group_norm},
    {OpKind::kHardSigmoid, "HSigmoid", write_mindir_hard_sigmoid},
    {OpKind::kHardSwish, "HSwish"},
    {OpKind::kIdentity, "", write_mindir_identity},
    {OpKind::kLayerNorm, "LayerNorm", write_mindir_layer_norm},
    {OpKind::kLeakyRelu, "PReLU", write_mindir_leaky_relu},
    {OpKind::kLog, "Log", write_mindir_log},
    {OpKind::kMatMul, "MatMul", write_mindir_matmul},
    {OpKind::kMaxPool, "MaxPool", write_mindir_max_pool},
    {OpKind::kMaximum, "Maximum"},
    {OpKind::kMinimum, "Minimum"},
    {OpKind::kMish, "Mish"},
    {OpKind::kMul, "Mul"},
    {OpKind::kNeg, "Neg"},
    {OpKind::kPRelu, "PReLU", write_mindir_prelu},
    {OpKind::kPad, "Pad", write_mindir_pad},
    {OpKind::kPow, "Pow"},
    {OpKind::kQuantize, "Quant", write_mindir_quantize},
    {OpKind::kReduceMax, "ReduceMax", write_mindir_reduce},
    {OpKind::kReduceMean, "ReduceMean", write_mindir_reduce},
    {OpKind::kReduceSum, "ReduceSum", write_mindir_reduce},
    {OpKind::kRelu, "ReLU"},
    {OpKind::kRelu6, "ReLU6"},
    {OpKind::kReshape, "Reshape", write_mindir_reshape},
    {OpKind::kResize, "", write_mindir_resize},
    {OpKind::kRsqrt, "Rsqrt"},
    {OpKind::kSigmoid, "Sigmoid"},
    {OpKind::kSlice, "StridedSlice", write_mindir_slice},
    {OpKind::kSoftmax, "Softmax", write_mindir_softmax},
    {OpKind::kSoftplus, "Softplus"},
    {OpKind::kSqrt, "Sqrt"},
    {OpKind::kSub, "Sub"},
    {OpKind::kSwish, "SiLU"},
    {OpKind::kTanh, "Tanh"},
    {OpKind::kTile, "Tile", write_mindir_tile},
    {OpKind::kTranspose, "Transpose", write_mindir_transpose},
};
// A FakeQuant is replaced by Quantize and Dequantize before a graph is written.
static_assert(std::size(kSpellings) == kOpKindCount - 1, "every other operator has a row");

}  // namespace

void write_mindir_node(MindirBuilder& builder, const Node& node) {
  const auto* row =
      std::find_if(std::begin(kSpellings), std::end(kSpellings),
                   [&](const MindirSpelling& each) { return each.kind == node.kind; });
  if (row == std::end(kSpellings)) fail_to_write_mindir(node, "MindSpore has no such operator");
  builder.set_value(node.outputs[0], row->write == nullptr ? builder.add_node(row->primitive, node)
                                                           : row->write(builder, node));
}

void fail_to_write_mindir(const Node& node, const std::string& because) {
  throw Error(ErrorKind::kUnsupported, "MindIR cannot express an operator",
              "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
}

}  // namespace msquant
