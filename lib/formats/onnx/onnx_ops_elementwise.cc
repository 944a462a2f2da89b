// Operators that work on each element for itself.
#include <algorithm>
#include <limits>

#include "formats/onnx/onnx_literals.h"
#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_tensor.h"

namespace msquant {
namespace {

OnnxOperand function(OnnxNode& node, OpKind kind, float alpha, float beta = 0) {
  return node.add_unary(kind, FunctionAttrs{alpha, beta});
}

// A function of two operands, of however many there are.
OnnxOperand combine_all(OnnxNode& node, OpKind kind) {
  if (node.input_count() == 1) return lower_identity(node);
  ValueId total = node.value(0);
  for (size_t i = 1; i < node.input_count(); ++i) {
    total = node.add_op(kind, {}, {total, node.value(i)}).value;
  }
  return OnnxOperand::of(total);
}

}  // namespace

OnnxOperand lower_binary(OnnxNode& node, OpKind kind) {
  return node.add_op(kind, {}, {node.value(0), node.value(1)});
}

OnnxOperand lower_max(OnnxNode& node) { return combine_all(node, OpKind::kMaximum); }
OnnxOperand lower_min(OnnxNode& node) { return combine_all(node, OpKind::kMinimum); }
OnnxOperand lower_sum(OnnxNode& node) { return combine_all(node, OpKind::kAdd); }

OnnxOperand lower_pow(OnnxNode& node) {
  if (!is_floating(node.type(0).dtype)) node.unsupported("it works on integers");
  const Tensor* exponent = node.literal(1);
  if (node.type(0).dtype == node.type(1).dtype || exponent == nullptr) {
    return lower_binary(node, OpKind::kPow);
  }
  // An exponent of another type: it is small, and its type does not matter to the result.
  const ValueId written = node.value(1);
  const OnnxOperand converted =
      node.add_op(OpKind::kCast, CastAttrs{node.type(0).dtype}, {written});
  return node.add_op(OpKind::kPow, {}, {node.value(0), converted.value});
}

OnnxOperand lower_prelu(OnnxNode& node) {
  if (node.rank(1) > node.rank(0)) node.fail("its slope does not broadcast to its input");
  return lower_binary(node, OpKind::kPRelu);
}

OnnxOperand lower_leaky_relu(OnnxNode& node) {
  return function(node, OpKind::kLeakyRelu, node.real({"alpha"}).value_or(0.01f));
}

OnnxOperand lower_elu(OnnxNode& node) {
  return function(node, OpKind::kElu, node.real({"alpha"}).value_or(1));
}

OnnxOperand lower_hard_sigmoid(OnnxNode& node) {
  return function(node, OpKind::kHardSigmoid, node.real({"alpha"}).value_or(0.2f),
                  node.real({"beta"}).value_or(0.5f));
}

OnnxOperand lower_gelu(OnnxNode& node) {
  const std::string approximate = node.text("approximate").value_or("none");
  if (approximate == "none") return node.add_unary(OpKind::kGelu);
  if (approximate == "tanh") return node.add_unary(OpKind::kGeluTanh);
  node.fail("its 'approximate' is '" + approximate + "'");
}

OnnxOperand lower_clip(OnnxNode& node) {
  // The largest finite number is the default bound of older opsets.
  constexpr float kUnbounded = std::numeric_limits<float>::max();
  const float low = node.real({"min", 1}).value_or(-kUnbounded);
  const float high = node.real({"max", 2}).value_or(kUnbounded);
  if (low == 0 && high == 6) return node.add_unary(OpKind::kRelu6);
  if (low == 0 && high >= kUnbounded) return node.add_unary(OpKind::kRelu);
  if (low <= -kUnbounded && high >= kUnbounded) return lower_identity(node);
  return function(node, OpKind::kClip, low, high);
}

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

OnnxOperand lower_cast_like(OnnxNode& node) {
  const DType to = node.type(1).dtype;
  if (node.type(0).dtype == to) return lower_identity(node);
  return node.add_unary(OpKind::kCast, CastAttrs{to});
}

// A choice that is the same for all elements, as exporters leave it behind a check of shapes.
OnnxOperand lower_where(OnnxNode& node) {
  const Tensor* condition = node.literal(0);
  if (condition == nullptr) node.unsupported("the graph computes its condition");
  if (condition->dtype() != DType::kBool) node.fail("its condition is not of booleans");
  const Span<const bool> choices = condition->data<bool>();
  const auto count = std::count(choices.begin(), choices.end(), true);
  if (count != 0 && count != choices.size()) {
    node.unsupported("it chooses differently for each element");
  }
  const size_t chosen = count > 0 ? 1 : 2;
  const auto shape = folded_shape(node, 3);
  if (!shape) node.unsupported("its result is too large");
  if (node.shape(chosen) == *shape) return node.operand(chosen);
  return node.add_op(OpKind::kBroadcastTo, BroadcastAttrs{*shape}, {node.value(chosen)});
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
