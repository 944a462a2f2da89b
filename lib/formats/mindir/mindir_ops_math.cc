// Matrix products, Softmax and reductions.
#include "base/log.h"
#include "formats/mindir/mindir_ops.h"

namespace msquant {
namespace {

Operand unary(MindirNode& node, OpKind kind, Attributes attributes = {}) {
  return node.add_op(kind, std::move(attributes), {node.tensor(0)});
}

// Along all axes if none is named.
Operand reduced(MindirNode& node, OpKind kind, std::vector<int64_t> axes) {
  const int64_t rank = node.rank(node.tensor(0));
  if (axes.empty()) {
    for (int64_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
  }
  return unary(
      node, kind,
      ReduceAttrs{node.normalize_axes(std::move(axes), rank), node.is_true({"keep_dims", 2})});
}

std::vector<int64_t> axes_of(const MindirNode& node) {
  return node.integers({"axis", 1}).value_or(std::vector<int64_t>{});
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
  if (node.rank(x) > 2) {
    node.require_nchw({"format"});
    node.require_nchw({"data_format", 2});
  }
  return node.add_op(OpKind::kBiasAdd, {}, {x, node.tensor(1)});
}

Operand lower_softmax(MindirNode& node) {
  const auto axes = node.normalize_axes(
      node.integers({"axis", 1}).value_or(std::vector<int64_t>{-1}), node.rank(node.tensor(0)));
  if (axes.size() != 1) node.unsupported("it runs along several axes");
  return unary(node, OpKind::kSoftmax, AxisAttrs{axes[0]});
}

Operand lower_reduce(MindirNode& node, OpKind kind) {
  std::vector<int64_t> axes = axes_of(node);
  if (axes.empty() && node.is_true({"skip_mode", 3})) return node.input(0);
  return reduced(node, kind, std::move(axes));
}

Operand lower_reduce_ext(MindirNode& node, OpKind kind) {
  const auto dtype = node.element_type({"dtype", 3});
  if (dtype && *dtype != node.type(node.tensor(0)).dtype) node.unsupported("it converts its sums");
  return reduced(node, kind, axes_of(node));
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
