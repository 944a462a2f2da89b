#include "formats/onnx/onnx_write_ops.h"

#include <algorithm>

#include "base/error.h"
#include "formats/filled_tensor.h"
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

std::string write_relu6(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const DType dtype = builder.graph().value(node.inputs[0]).type.dtype;
  return builder.add_node(
      op_type, node.name,
      {builder.value(node.inputs[0]), write_number(builder, node.name + ".min", dtype, 0),
       write_number(builder, node.name + ".max", dtype, 6)});
}

std::string write_cast(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  return write_conversion(builder, node.name, builder.value(node.inputs[0]),
                          node.as<CastAttrs>().to);
}

constexpr Row kRows[] = {
    {OpKind::kConv2d, "Conv", write_layer},
    {OpKind::kMatMul, "MatMul", write_layer},
    {OpKind::kBiasAdd, "Add", write_bias_add},
    {OpKind::kBatchNorm, "BatchNormalization", write_batch_norm},
    {OpKind::kRelu, "Relu", write_plain},
    {OpKind::kRelu6, "Clip", write_relu6},
    {OpKind::kSigmoid, "Sigmoid", write_plain},
    {OpKind::kSoftmax, "Softmax", write_with_axis},
    {OpKind::kAdd, "Add", write_plain},
    {OpKind::kSub, "Sub", write_plain},
    {OpKind::kMul, "Mul", write_plain},
    {OpKind::kDiv, "Div", write_plain},
    {OpKind::kMaxPool, "MaxPool", write_max_pool},
    {OpKind::kAvgPool, "AveragePool", write_average_pool},
    {OpKind::kReduceMean, "ReduceMean", write_reduce},
    {OpKind::kReshape, "Reshape", write_reshape},
    {OpKind::kFlatten, "Flatten", write_with_axis},
    {OpKind::kTranspose, "Transpose", write_transpose},
    {OpKind::kConcat, "Concat", write_with_axis},
    {OpKind::kPad, "Pad", write_pad},
    {OpKind::kCast, "Cast", write_cast},
    {OpKind::kIdentity, "Identity", write_plain},
    {OpKind::kQuantize, "QuantizeLinear", write_quantize},
    {OpKind::kDequantize, "DequantizeLinear", write_dequantize},
};

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
  return builder.add_constant(name, filled_tensor(dtype, {}, value));
}

std::string write_conversion(OnnxBuilder& builder, const std::string& name,
                             const std::string& input, DType to) {
  return builder.add_node("Cast", name, {input},
                          {onnx_attribute("to", static_cast<int64_t>(onnx_type_of(to)))});
}

}  // namespace msquant
