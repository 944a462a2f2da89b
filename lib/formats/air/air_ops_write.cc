#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "formats/air/air_ops.h"
#include "formats/numbers.h"

namespace msquant {
namespace {

struct Row {
  OpKind kind;
  const char* type;
  AirValue (*write)(AirBuilder& builder, const Node& node, const char* type);
};

AirValue write_plain(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type, {});
}

constexpr Row kRows[] = {
    {OpKind::kConv2d, "Conv2D", write_convolution},
    {OpKind::kConvTranspose2d, "Conv2DTransposeD", write_conv_transpose},
    {OpKind::kMatMul, "MatMulV2", write_matmul},
    {OpKind::kQuantize, "AscendQuant", write_quantize},
    {OpKind::kDequantize, "AscendDequant", write_dequantize},

    {OpKind::kBiasAdd, "BiasAdd", write_bias_add},
    {OpKind::kBatchNorm, "BatchNorm", write_batch_norm},
    {OpKind::kLayerNorm, "LayerNorm", write_layer_norm},
    {OpKind::kGroupNorm, "LayerNorm", write_group_norm},
    {OpKind::kSoftmax, "SoftmaxV2", write_softmax},
    {OpKind::kReduceMean, "ReduceMean", write_reduce},
    {OpKind::kReduceSum, "ReduceSum", write_reduce},
    {OpKind::kReduceMax, "ReduceMax", write_reduce},

    {OpKind::kRelu, "Relu", write_plain},
    {OpKind::kRelu6, "Relu6", write_plain},
    {OpKind::kLeakyRelu, "LeakyRelu", write_leaky_relu},
    {OpKind::kElu, "Elu", write_elu},
    {OpKind::kClip, "ClipByValue", write_clip},
    {OpKind::kHardSigmoid, "HardSigmoid", write_hard_sigmoid},
    {OpKind::kHardSwish, "HardSwish", write_plain},
    {OpKind::kSwish, "Swish", write_plain},
    {OpKind::kMish, "Mish", write_plain},
    {OpKind::kGelu, "Erf", write_gelu},
    {OpKind::kGeluTanh, "Gelu", write_plain},
    {OpKind::kSoftplus, "Softplus", write_plain},
    {OpKind::kTanh, "Tanh", write_plain},
    {OpKind::kErf, "Erf", write_plain},
    {OpKind::kSqrt, "Sqrt", write_plain},
    {OpKind::kRsqrt, "Rsqrt", write_plain},
    {OpKind::kNeg, "Neg", write_plain},
    {OpKind::kAbs, "Abs", write_plain},
    {OpKind::kExp, "Exp", write_plain},
    {OpKind::kLog, "Log", write_plain},
    {OpKind::kSigmoid, "Sigmoid", write_plain},
    {OpKind::kPRelu, "PRelu", write_prelu},
    {OpKind::kCast, "Cast", write_cast},
    {OpKind::kIdentity, "Identity", write_plain},
    {OpKind::kAdd, "Add", write_plain},
    {OpKind::kSub, "Sub", write_plain},
    {OpKind::kMul, "Mul", write_plain},
    {OpKind::kDiv, "RealDiv", write_plain},
    {OpKind::kMaximum, "Maximum", write_plain},
    {OpKind::kMinimum, "Minimum", write_plain},
    {OpKind::kPow, "Pow", write_plain},

    {OpKind::kMaxPool, "MaxPool", write_max_pool},
    {OpKind::kAvgPool, "AvgPool", write_avg_pool},
    {OpKind::kAdaptiveAvgPool, "AdaptiveAvgPool2d", write_adaptive_pool},
    {OpKind::kResize, "Resize", write_resize},

    {OpKind::kReshape, "Reshape", write_reshape},
    {OpKind::kFlatten, "Flatten", write_flatten},
    {OpKind::kTranspose, "Transpose", write_transpose},
    {OpKind::kConcat, "ConcatD", write_concat},
    {OpKind::kPad, "PadD", write_pad},
    {OpKind::kSlice, "StridedSlice", write_slice},
    {OpKind::kGather, "GatherV2", write_gather},
    {OpKind::kBroadcastTo, "BroadcastTo", write_broadcast},
    {OpKind::kTile, "Tile", write_tile},
};

}  // namespace

void write_node(AirBuilder& builder, const Node& node) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const Row& each) { return each.kind == node.kind; });
  if (row == std::end(kRows)) fail_to_write(node, "GE has no operator for it");
  builder.set_value(node.outputs[0], row->write(builder, node, row->type));
}

void fail_to_write(const Node& node, const std::string& because) {
  throw Error(ErrorKind::kUnsupported, "AIR cannot express an operator",
              "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
}

const TensorType& result_type(const AirBuilder& builder, const Node& node) {
  return builder.graph().value(node.outputs[0]).type;
}

AirValue write_op(AirBuilder& builder, const Node& node, const std::string& type,
                  const AirAttributes& attributes, const std::vector<AirValue>& extra_inputs) {
  std::vector<AirValue> inputs;
  for (ValueId input : node.inputs) inputs.push_back(builder.value(input));
  inputs.insert(inputs.end(), extra_inputs.begin(), extra_inputs.end());
  return builder.add_op(type, node.name, inputs, attributes, {result_type(builder, node)});
}

AirValue write_integers(AirBuilder& builder, const std::string& name,
                        const std::vector<int64_t>& values) {
  return builder.add_constant(name, Tensor::from({static_cast<int64_t>(values.size())}, values));
}

AirValue write_number(AirBuilder& builder, const std::string& name, DType dtype, float value) {
  return builder.add_constant(name, scalar_of(dtype, value));
}

AirValue write_reshape_to(AirBuilder& builder, const std::string& name, const AirValue& x,
                          const Shape& shape, const Shape& written) {
  return builder.add_op("Reshape", name, {x, write_integers(builder, name + ".shape", written)},
                        {{"axis", int_attribute(0)}, {"num_axes", int_attribute(-1)}},
                        {{x.type.dtype, shape}});
}

AirValue write_channels(AirBuilder& builder, const Node& node, size_t input) {
  const Value& value = builder.graph().value(node.inputs[input]);
  Shape shape(result_type(builder, node).shape.size() - 1, 1);
  shape[0] = element_count(value.type.shape);
  if (value.constant) return builder.add_constant(value.name, value.constant->reshaped(shape));
  return write_reshape_to(builder, node.name + "." + value.name, builder.value(node.inputs[input]),
                          shape, shape);
}

std::vector<int64_t> image_list(const Pair& pair) { return {1, 1, pair[0], pair[1]}; }

std::vector<int64_t> padding_list(const Padding& padding) {
  return {padding.top, padding.bottom, padding.left, padding.right};
}

}  // namespace msquant
