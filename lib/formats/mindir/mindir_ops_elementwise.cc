// Functions of one element, and of two.
#include <limits>

#include "formats/mindir/mindir_literal.h"
#include "formats/mindir/mindir_ops.h"
#include "formats/numbers.h"

namespace msquant {
namespace {

// A number among the operands takes the element type of the tensor beside it.
ValueId operand_like(MindirNode& node, size_t i, size_t other) {
  const mind_ir::AttributeProto* literal = node.input(i).literal;
  if (literal == nullptr) return node.tensor(i);
  const auto real = real_of(*literal);
  const auto integer = integer_of(*literal);
  if (!real && !integer) node.fail("input " + std::to_string(i) + " is not a number");
  const DType dtype = node.type(node.tensor(other)).dtype;
  const float number = real ? *real : static_cast<float>(*integer);
  if (!is_floating(dtype))
    node.unsupported("a number stands beside a tensor that is not of floats");
  return node.add_constant(node.proto().input(static_cast<int>(i)), scalar_of(dtype, number));
}

Operand function(MindirNode& node, OpKind kind, float alpha, float beta = 0) {
  return node.add_op(kind, FunctionAttrs{alpha, beta}, {node.tensor(0)});
}

// x and alpha * y: msquant knows an alpha of 1.
void require_alpha_one(const MindirNode& node) {
  const mind_ir::AttributeProto* alpha = node.literal({"alpha", 2});
  if (alpha == nullptr || real_of(*alpha).value_or(0) == 1 || integer_of(*alpha) == 1) return;
  node.unsupported("it scales its second operand");
}

}  // namespace

Operand lower_binary(MindirNode& node, OpKind kind) {
  return node.add_op(kind, {}, {operand_like(node, 0, 1), operand_like(node, 1, 0)});
}

Operand lower_sub(MindirNode& node) {
  if (const auto weight = fold_weight_offset(node)) return *weight;
  return lower_binary(node, OpKind::kSub);
}

Operand lower_add_ext(MindirNode& node) {
  require_alpha_one(node);
  return lower_binary(node, OpKind::kAdd);
}

Operand lower_sub_ext(MindirNode& node) {
  require_alpha_one(node);
  return lower_binary(node, OpKind::kSub);
}

Operand lower_inplace_add(MindirNode& node) {
  // The operator writes its sum over its first operand.
  if (node.count_readers(0) > 1) {
    node.unsupported("it changes a tensor that other operators read",
                     "write x = x + y in place of x += y");
  }
  return lower_add_ext(node);
}

Operand lower_add_n(MindirNode& node) {
  const auto terms = node.tensors(0);
  Operand sum = Operand::of(terms[0]);
  for (size_t i = 1; i < terms.size(); ++i) {
    sum = node.add_op(OpKind::kAdd, {}, {sum.tensor, terms[i]});
  }
  return sum;
}

Operand lower_square(MindirNode& node) {
  return node.add_op(OpKind::kMul, {}, {node.tensor(0), node.tensor(0)});
}

Operand lower_log(MindirNode& node) {
  const bool is_natural = node.real({"base"}).value_or(-1) == -1 &&
                          node.real({"scale"}).value_or(1) == 1 &&
                          node.real({"shift"}).value_or(0) == 0;
  if (!is_natural) node.unsupported("it is not the natural logarithm");
  return lower_unary<OpKind::kLog>(node);
}

Operand lower_leaky_relu(MindirNode& node) {
  return function(node, OpKind::kLeakyRelu, node.real({"negative_slope", 1}).value_or(0.01f));
}

Operand lower_elu(MindirNode& node) {
  return function(node, OpKind::kElu, node.real({"alpha", 1}).value_or(1));
}

Operand lower_hard_sigmoid(MindirNode& node) {
  return function(node, OpKind::kHardSigmoid, 1.0f / 6, 0.5f);
}

Operand lower_clamp(MindirNode& node) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  return function(node, OpKind::kClip, node.number({"min", 1}).value_or(-kInfinity),
                  node.number({"max", 2}).value_or(kInfinity));
}

Operand lower_gelu_ext(MindirNode& node) {
  // 0 none, 1 tanh.
  return node.is_true({"approximate", 1}) ? lower_unary<OpKind::kGeluTanh>(node)
                                          : lower_unary<OpKind::kGelu>(node);
}

Operand lower_prelu(MindirNode& node) {
  const ValueId x = node.tensor(0);
  ValueId slope = node.tensor(1);
  // One slope for each channel, or one for all.
  if (node.rank(x) > 2 && node.type(slope).shape != Shape{1}) {
    Shape spread(static_cast<size_t>(node.rank(x)) - 1, 1);
    spread[0] = -1;
    slope = node.add_op(OpKind::kReshape, ReshapeAttrs{spread}, {slope}).tensor;
  }
  return node.add_op(OpKind::kPRelu, {}, {x, slope});
}

}  // namespace msquant
