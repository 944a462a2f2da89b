// Operators that move elements without changing them.
#include "formats/mindir/mindir_ops.h"

namespace msquant {
namespace {

int64_t rank_of(const MindirNode& node, ValueId value) {
  return static_cast<int64_t>(node.type(value).shape.size());
}

// Throws Error(kModel) if the operator has no such tuple.
std::vector<int64_t> required_integers(const MindirNode& node, Hyper hyper) {
  const auto values = node.integers(hyper);
  if (!values) node.fail("it has no '" + std::string(hyper.name) + "'");
  return *values;
}

}  // namespace

Operand lower_reshape(MindirNode& node) {
  // To MindSpore a 0 in the target is a dimension of no elements, to our Reshape a copy.
  const std::vector<int64_t> shape = required_integers(node, {"shape", 1});
  for (int64_t dimension : shape) {
    if (dimension < -1 || dimension == 0) {
      node.fail("its target shape is " + to_string(shape));
    }
  }
  return node.add_op(OpKind::kReshape, ReshapeAttrs{shape}, {node.tensor(0)});
}

Operand lower_flatten(MindirNode& node) {
  return node.add_op(OpKind::kFlatten, AxisAttrs{1}, {node.tensor(0)});
}

Operand lower_transpose(MindirNode& node) {
  std::vector<int64_t> permutation = required_integers(node, {"perm", 1});
  for (int64_t& axis : permutation) {
    if (axis < 0) axis += rank_of(node, node.tensor(0));
  }
  return node.add_op(OpKind::kTranspose, TransposeAttrs{permutation}, {node.tensor(0)});
}

Operand lower_concat(MindirNode& node) {
  const auto& tuple = node.input(0).tuple;
  if (tuple == nullptr || tuple->empty()) node.fail("its first input is not a tuple of tensors");
  std::vector<ValueId> inputs;
  for (const Operand& element : *tuple) {
    if (element.tensor == kNoId) node.fail("an element of its tuple is not a tensor");
    inputs.push_back(element.tensor);
  }
  int64_t axis = node.integer({"axis", 1}).value_or(0);
  if (axis < 0) axis += rank_of(node, inputs[0]);
  return node.add_op(OpKind::kConcat, AxisAttrs{axis}, std::move(inputs));
}

Operand lower_pad(MindirNode& node) {
  const auto rows = node.integer_rows({"paddings", 1});
  if (!rows) node.fail("it has no 'paddings'");
  PadAttrs attrs;
  for (const auto& row : *rows) {
    if (row.size() != 2) node.fail("its 'paddings' are not pairs");
    attrs.before.push_back(row[0]);
    attrs.after.push_back(row[1]);
  }
  return node.add_op(OpKind::kPad, attrs, {node.tensor(0)});
}

}  // namespace msquant
