// Matrix products, element-wise operators, normalization and reductions.
#include <algorithm>

#include "base/log.h"
#include "formats/mindir/mindir_literal.h"
#include "formats/mindir/mindir_ops.h"

namespace msquant {
namespace {

Operand unary(MindirNode& node, OpKind kind, Attributes attributes = {}) {
  return node.add_op(kind, std::move(attributes), {node.tensor(0)});
}

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
  Tensor scalar = Tensor::allocate(dtype, {});
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    scalar.mutable_data<T>()[0] = static_cast<T>(number);
  });
  return node.add_constant(node.proto().input(static_cast<int>(i)), std::move(scalar));
}

Operand binary(MindirNode& node, OpKind kind) {
  return node.add_op(kind, {}, {operand_like(node, 0, 1), operand_like(node, 1, 0)});
}

// Axes counted from the front and sorted. A negative one counts from the back.
std::vector<int64_t> normalize_axes(const MindirNode& node, std::vector<int64_t> axes,
                                    int64_t rank) {
  for (int64_t& axis : axes) {
    if (axis < -rank || axis >= rank) node.fail("axis " + std::to_string(axis) + " out of range");
    if (axis < 0) axis += rank;
  }
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  return axes;
}

int64_t rank_of(const MindirNode& node, ValueId value) {
  return static_cast<int64_t>(node.type(value).shape.size());
}

}  // namespace

Operand lower_matmul(MindirNode& node) {
  MatMulAttrs attrs;
  attrs.transpose_a = node.is_true({"transpose_a", 2});
  attrs.transpose_b = node.is_true({"transpose_b", 3});
  return node.add_layer(OpKind::kMatMul, attrs, {node.tensor(0), node.tensor(1)});
}

Operand lower_bias_add(MindirNode& node) {
  const ValueId x = node.tensor(0);
  // Of two dimensions the second is the channel in every layout.
  if (rank_of(node, x) > 2) {
    node.require_nchw({"format"});
    node.require_nchw({"data_format", 2});
  }
  return node.add_op(OpKind::kBiasAdd, {}, {x, node.tensor(1)});
}

Operand lower_batch_norm(MindirNode& node) {
  if (node.is_true({"is_training", 5})) {
    node.unsupported("it is in training mode", "call set_train(False) before the export");
  }
  node.require_nchw({"format"});
  node.require_nchw({"data_format", 8});
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < 5; ++i) inputs.push_back(node.tensor(i));
  const BatchNormAttrs attrs{node.real({"epsilon", 6}).value_or(1e-5f)};
  // The other results are statistics for training.
  return Operand::of(std::vector{node.add_layer(OpKind::kBatchNorm, attrs, std::move(inputs))});
}

Operand lower_relu(MindirNode& node) { return unary(node, OpKind::kRelu); }
Operand lower_relu6(MindirNode& node) { return unary(node, OpKind::kRelu6); }
Operand lower_sigmoid(MindirNode& node) { return unary(node, OpKind::kSigmoid); }

Operand lower_softmax(MindirNode& node) {
  const auto axes =
      normalize_axes(node, node.integers({"axis", 1}).value_or(std::vector<int64_t>{-1}),
                     rank_of(node, node.tensor(0)));
  if (axes.size() != 1) node.unsupported("it runs along several axes");
  return unary(node, OpKind::kSoftmax, AxisAttrs{axes[0]});
}

Operand lower_add(MindirNode& node) { return binary(node, OpKind::kAdd); }
Operand lower_mul(MindirNode& node) { return binary(node, OpKind::kMul); }
Operand lower_div(MindirNode& node) { return binary(node, OpKind::kDiv); }

Operand lower_sub(MindirNode& node) {
  if (const auto weight = fold_weight_offset(node)) return *weight;
  return binary(node, OpKind::kSub);
}

Operand lower_reduce_mean(MindirNode& node) {
  const int64_t rank = rank_of(node, node.tensor(0));
  std::vector<int64_t> axes = node.integers({"axis", 1}).value_or(std::vector<int64_t>{});
  // No axis means all of them.
  if (axes.empty()) {
    for (int64_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
  }
  return unary(
      node, OpKind::kReduceMean,
      ReduceAttrs{normalize_axes(node, std::move(axes), rank), node.is_true({"keep_dims", 2})});
}

Operand lower_dropout(MindirNode& node) {
  if (node.real({"keep_prob", 1}).value_or(1) < 1) {
    log::warn("{} was exported in training mode; it is left out, as in inference",
              display_name(node.proto()));
  }
  // The other result is the mask.
  return Operand::of(std::vector{unary(node, OpKind::kIdentity)});
}

}  // namespace msquant
