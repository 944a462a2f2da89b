#include "formats/onnx/onnx_write_ops.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "formats/numbers.h"
#include "formats/onnx/onnx_tensor.h"

namespace msquant {
namespace {

struct Row {
  OpKind kind;
  const char* op_type;
  std::string (*write)(OnnxBuilder& builder, const Node& node, const char* op_type);
};

std::string write_plain(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(op_type, node.name, builder.values(node.inputs));
}

std::string write_with_axis(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(op_type, node.name, builder.values(node.inputs),
                          {onnx_attribute("axis", node.as<AxisAttrs>().axis)});
}

std::string write_cast(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  return write_conversion(builder, node.name, builder.value(node.inputs[0]),
                          node.as<CastAttrs>().to);
}

constexpr Row kRows[] = {
    {OpKind::kConv2d, "Conv", write_layer},
    {OpKind::kConvTranspose2d, "ConvTranspose", write_conv_transpose},
    {OpKind::kMatMul, "MatMul", write_layer},
    {OpKind::kBiasAdd, "Add", write_bias_add},
    {OpKind::kBatchNorm, "BatchNormalization", write_batch_norm},
    {OpKind::kLayerNorm, "LayerNormalization", write_layer_norm},
    {OpKind::kGroupNorm, "GroupNormalization", write_group_norm},
    {OpKind::kRelu, "Relu", write_plain},
    {OpKind::kRelu6, "Clip", write_relu6},
    {OpKind::kLeakyRelu, "LeakyRelu", write_with_alpha},
    {OpKind::kElu, "Elu", write_with_alpha},
    {OpKind::kClip, "Clip", write_clip},
    {OpKind::kHardSigmoid, "HardSigmoid", write_hard_sigmoid},
    {OpKind::kHardSwish, "HardSwish", write_hard_swish},
    {OpKind::kSwish, "Mul", write_swish},
    {OpKind::kMish, "Mish", write_mish},
    {OpKind::kGelu, "Gelu", write_gelu},
    {OpKind::kGeluTanh, "Gelu", write_gelu_tanh},
    {OpKind::kSoftplus, "Softplus", write_plain},
    {OpKind::kTanh, "Tanh", write_plain},
    {OpKind::kErf, "Erf", write_plain},
    {OpKind::kSqrt, "Sqrt", write_plain},
    {OpKind::kRsqrt, "Reciprocal", write_rsqrt},
    {OpKind::kNeg, "Neg", write_plain},
    {OpKind::kAbs, "Abs", write_plain},
    {OpKind::kExp, "Exp", write_plain},
    {OpKind::kLog, "Log", write_plain},
    {OpKind::kSigmoid, "Sigmoid", write_plain},
    {OpKind::kSoftmax, "Softmax", write_with_axis},
    {OpKind::kAdd, "Add", write_plain},
    {OpKind::kSub, "Sub", write_plain},
    {OpKind::kMul, "Mul", write_plain},
    {OpKind::kDiv, "Div", write_plain},
    {OpKind::kMaximum, "Max", write_plain},
    {OpKind::kMinimum, "Min", write_plain},
    {OpKind::kPow, "Pow", write_plain},
    {OpKind::kPRelu, "PRelu", write_prelu},
    {OpKind::kMaxPool, "MaxPool", write_max_pool},
    {OpKind::kAvgPool, "AveragePool", write_average_pool},
    {OpKind::kAdaptiveAvgPool, "AveragePool", write_adaptive_pool},
    {OpKind::kResize, "Resize", write_resize},
    {OpKind::kReduceMean, "ReduceMean", write_reduce},
    {OpKind::kReduceSum, "ReduceSum", write_reduce},
    {OpKind::kReduceMax, "ReduceMax", write_reduce},
    {OpKind::kReshape, "Reshape", write_reshape},
    {OpKind::kFlatten, "Flatten", write_with_axis},
    {OpKind::kTranspose, "Transpose", write_transpose},
    {OpKind::kConcat, "Concat", write_with_axis},
    {OpKind::kPad, "Pad", write_pad},
    {OpKind::kSlice, "Slice", write_slice},
    {OpKind::kGather, "Gather", write_with_axis},
    {OpKind::kBroadcastTo, "Expand", write_broadcast_to},
    {OpKind::kTile, "Tile", write_tile},
    {OpKind::kCast, "Cast", write_cast},
    {OpKind::kIdentity, "Identity", write_plain},
    {OpKind::kQuantize, "QuantizeLinear", write_quantize},
    {OpKind::kDequantize, "DequantizeLinear", write_dequantize},
};
// A FakeQuant is replaced by Quantize and Dequantize before a graph is written.
static_assert(std::size(kRows) == kOpKindCount - 1, "every other operator has a row");

}  // namespace

void write_onnx_node(OnnxBuilder& builder, const Node& node) {
  if (is_int8_layer(builder.graph(), node)) return;
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const Row& each) { return each.kind == node.kind; });
  if (row == std::end(kRows)) fail_to_write_onnx(node, "msquant has no ONNX operator for it");
  builder.set_value(node.outputs[0], row->write(builder, node, row->op_type));
}

void fail_to_write_onnx(const Node& node, const std::string& because) {
  throw Error(ErrorKind::kUnsupported, "ONNX cannot express an operator",
              "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
}

std::string write_integers(OnnxBuilder& builder, const std::string& name,
                           const std::vector<int64_t>& values) {
  return builder.add_constant(name, Tensor::from({static_cast<int64_t>(values.size())}, values));
}

std::string write_number(OnnxBuilder& builder, const std::string& name, DType dtype, float value) {
  return builder.add_constant(name, scalar_of(dtype, value));
}

std::string write_conversion(OnnxBuilder& builder, const std::string& name,
                             const std::string& input, DType to) {
  return builder.add_node("Cast", name, {input},
                          {onnx_attribute("to", static_cast<int64_t>(onnx_type_of(to)))});
}

}  // namespace msquant
