// Writing functions of one and two elements. One that ONNX has only from some opset on is its
// definition before that.
#include <cmath>

#include "formats/onnx/onnx_formula.h"
#include "formats/onnx/onnx_write_ops.h"

namespace msquant {
namespace {

constexpr int64_t kFirstWithHardSwish = 14, kFirstWithMish = 18, kFirstWithGelu = 20;

std::string write_bounds(OnnxBuilder& builder, const Node& node, float low, float high) {
  const OnnxFormula f(builder, node);
  return f.last("Clip", {f.input(0), f.number(low), f.number(high)});
}

}  // namespace

std::string write_with_alpha(OnnxBuilder& builder, const Node& node, const char* op_type) {
  return builder.add_node(op_type, node.name, builder.values(node.inputs),
                          {onnx_attribute("alpha", node.as<FunctionAttrs>().alpha)});
}

std::string write_relu6(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  return write_bounds(builder, node, 0, 6);
}

std::string write_clip(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  const auto& bounds = node.as<FunctionAttrs>();
  return write_bounds(builder, node, bounds.alpha, bounds.beta);
}

std::string write_hard_sigmoid(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const auto& line = node.as<FunctionAttrs>();
  return builder.add_node(op_type, node.name, builder.values(node.inputs),
                          {onnx_attribute("alpha", line.alpha), onnx_attribute("beta", line.beta)});
}

std::string write_hard_swish(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const std::string x = f.input(0);
  if (builder.opset() >= kFirstWithHardSwish) return f.last(op_type, {x});
  const OnnxAttributes line{onnx_attribute("alpha", 1.0f / 6), onnx_attribute("beta", 0.5f)};
  return f.last("Mul", {x, f.step("HardSigmoid", {x}, line)});
}

std::string write_swish(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  const OnnxFormula f(builder, node);
  const std::string x = f.input(0);
  return f.last("Mul", {x, f.step("Sigmoid", {x})});
}

std::string write_mish(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const std::string x = f.input(0);
  if (builder.opset() >= kFirstWithMish) return f.last(op_type, {x});
  return f.last("Mul", {x, f.step("Tanh", {f.step("Softplus", {x})})});
}

std::string write_gelu(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const std::string x = f.input(0);
  if (builder.opset() >= kFirstWithGelu) return f.last(op_type, {x});
  const std::string erf =
      f.step("Erf", {f.step("Div", {x, f.number(static_cast<float>(M_SQRT2))})});
  return f.last("Mul", {f.step("Mul", {x, f.step("Add", {erf, f.number(1)})}), f.number(0.5f)});
}

std::string write_gelu_tanh(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const std::string x = f.input(0);
  if (builder.opset() >= kFirstWithGelu) {
    return f.last(op_type, {x}, {onnx_attribute("approximate", "tanh")});
  }
  const std::string cube = f.step("Mul", {x, f.step("Mul", {x, x})});
  const std::string sum = f.step("Add", {x, f.step("Mul", {cube, f.number(0.044715f)})});
  const auto sqrt_two_over_pi = static_cast<float>(M_SQRT1_2 * M_2_SQRTPI);
  const std::string tanh = f.step("Tanh", {f.step("Mul", {sum, f.number(sqrt_two_over_pi)})});
  return f.last("Mul", {f.step("Mul", {x, f.step("Add", {tanh, f.number(1)})}), f.number(0.5f)});
}

std::string write_rsqrt(OnnxBuilder& builder, const Node& node, const char* /*op_type*/) {
  const OnnxFormula f(builder, node);
  return f.last("Reciprocal", {f.step("Sqrt", {f.input(0)})});
}

// ONNX broadcasts the slope to x, but not x to the slope.
std::string write_prelu(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const Shape& result = builder.graph().value(node.outputs[0]).type.shape;
  std::string x = f.input(0);
  if (builder.graph().value(node.inputs[0]).type.shape != result) {
    x = f.step("Expand", {x, f.integers("shape", result)});
  }
  return f.last(op_type, {x, f.input(1)});
}

}  // namespace msquant
