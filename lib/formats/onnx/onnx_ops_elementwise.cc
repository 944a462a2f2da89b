// Operators that work on each element for itself.
#include <limits>
#include <sstream>

#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_tensor.h"

namespace msquant {
namespace {

OnnxOperand binary(OnnxNode& node, OpKind kind) {
  return node.add_op(kind, {}, {node.value(0), node.value(1)});
}

}  // namespace

OnnxOperand lower_relu(OnnxNode& node) { return node.add_unary(OpKind::kRelu); }
OnnxOperand lower_sigmoid(OnnxNode& node) { return node.add_unary(OpKind::kSigmoid); }

OnnxOperand lower_clip(OnnxNode& node) {
  // The largest finite number is the default bound of older opsets.
  constexpr float kUnbounded = std::numeric_limits<float>::max();
  const float low = node.real({"min", 1}).value_or(-kUnbounded);
  const float high = node.real({"max", 2}).value_or(kUnbounded);
  if (low == 0 && high == 6) return node.add_unary(OpKind::kRelu6);
  if (low == 0 && high >= kUnbounded) return node.add_unary(OpKind::kRelu);
  if (low <= -kUnbounded && high >= kUnbounded) return lower_identity(node);
  std::ostringstream bounds;
  bounds << low << " … " << high;
  node.unsupported("it clips to " + bounds.str() + ", msquant knows 0 … 6 and 0 … infinity");
}

OnnxOperand lower_add(OnnxNode& node) { return binary(node, OpKind::kAdd); }
OnnxOperand lower_sub(OnnxNode& node) { return binary(node, OpKind::kSub); }
OnnxOperand lower_mul(OnnxNode& node) { return binary(node, OpKind::kMul); }
OnnxOperand lower_div(OnnxNode& node) { return binary(node, OpKind::kDiv); }

DType cast_type(const OnnxNode& node) {
  const auto to = node.integer({"to"});
  if (!to) node.fail("it has no 'to'");
  const bool is_known = *to >= 0 && *to <= std::numeric_limits<int32_t>::max();
  const auto dtype = is_known ? dtype_of_onnx(static_cast<int>(*to)) : std::nullopt;
  if (!dtype) node.unsupported("it converts to element type " + std::to_string(*to));
  return *dtype;
}

OnnxOperand lower_cast(OnnxNode& node) {
  const DType to = cast_type(node);
  if (node.type(0).dtype == to) return lower_identity(node);
  return node.add_unary(OpKind::kCast, CastAttrs{to});
}

OnnxOperand lower_identity(OnnxNode& node) {
  if (node.literal(0) != nullptr) return node.operand(0);
  return node.add_unary(OpKind::kIdentity);
}

OnnxOperand lower_dropout(OnnxNode& node) {
  if (node.is_true({"training_mode", 2})) {
    node.unsupported("it is in training mode: export the model in evaluation mode");
  }
  return lower_identity(node);
}

}  // namespace msquant
