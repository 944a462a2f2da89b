// Operators that move elements without changing them.
#include <algorithm>

#include "formats/mindir/mindir_ops.h"

namespace msquant {
Operand lower_reshape(MindirNode& node) {
  // To MindSpore a 0 in the target is a dimension of no elements, to our Reshape a copy.
  const std::vector<int64_t> shape = node.required_integers({"shape", 1});
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
  std::vector<int64_t> permutation = node.required_integers({"perm", 1});
  for (int64_t& axis : permutation) {
    if (axis < 0) axis += node.rank(node.tensor(0));
  }
  return node.add_op(OpKind::kTranspose, TransposeAttrs{permutation}, {node.tensor(0)});
}

Operand lower_concat(MindirNode& node) {
  std::vector<ValueId> inputs = node.tensors(0);
  int64_t axis = node.integer({"axis", 1}).value_or(0);
  if (axis < 0) axis += node.rank(inputs[0]);
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

namespace {

// Written as a number or as a constant tensor of one element.
float padding_value(const MindirNode& node) {
  const Hyper hyper{"constant_value", 2};
  if (node.input_count() <= hyper.input || node.input(hyper.input).tensor == kNoId) {
    return node.number(hyper).value_or(0);
  }
  const auto& constant = node.graph().value(node.input(hyper.input).tensor).constant;
  if (!constant || constant->size() != 1) node.unsupported("its constant_value is computed");
  return constant->to_float32().data<float>()[0];
}

}  // namespace

// It lists the last dimension first and may leave out the first ones.
Operand lower_pad_v3(MindirNode& node) {
  const ValueId x = node.tensor(0);
  const std::vector<int64_t> paddings = node.required_integers({"paddings", 1});
  const auto rank = static_cast<size_t>(node.rank(x));
  const bool is_contiguous = node.integer({"paddings_contiguous"}).value_or(1) != 0;
  if (node.text({"mode"}).value_or("constant") != "constant" || !is_contiguous) {
    node.unsupported("it does not pad with one number");
  }
  if (paddings.size() % 2 != 0 || paddings.size() > 2 * rank) {
    node.fail("its 'paddings' do not fit " + to_string(node.type(x).shape));
  }
  PadAttrs attrs{Shape(rank), Shape(rank), padding_value(node)};
  for (size_t i = 0; i < paddings.size() / 2; ++i) {
    attrs.before[rank - 1 - i] = paddings[2 * i];
    attrs.after[rank - 1 - i] = paddings[2 * i + 1];
  }
  return node.add_op(OpKind::kPad, attrs, {x});
}

Operand lower_expand_dims(MindirNode& node) {
  const ValueId x = node.tensor(0);
  Shape shape = node.type(x).shape;
  const int64_t axis = node.normalize_axis(node.required_integer({"axis", 1}), node.rank(x) + 1);
  shape.insert(shape.begin() + axis, 1);
  return node.add_op(OpKind::kReshape, ReshapeAttrs{shape}, {x});
}

Operand lower_squeeze(MindirNode& node) {
  const ValueId x = node.tensor(0);
  const Shape& shape = node.type(x).shape;
  const auto axes = node.normalize_axes(node.integers({"axis", 1}).value_or(std::vector<int64_t>{}),
                                        node.rank(x));
  Shape result;
  for (int64_t i = 0; i < node.rank(x); ++i) {
    const int64_t dim = shape[static_cast<size_t>(i)];
    const bool is_named = std::binary_search(axes.begin(), axes.end(), i);
    if (is_named && dim != 1) node.fail("it removes a dimension of " + to_string(shape));
    if (axes.empty() ? dim != 1 : !is_named) result.push_back(dim);
  }
  return node.add_op(OpKind::kReshape, ReshapeAttrs{result}, {x});
}

Operand lower_broadcast_to(MindirNode& node) {
  const ValueId x = node.tensor(0);
  const Shape& shape = node.type(x).shape;
  std::vector<int64_t> target = node.required_integers({"shape", 1});
  if (target.size() < shape.size()) node.fail("its target shape is " + to_string(target));
  const size_t added = target.size() - shape.size();
  for (size_t i = added; i < target.size(); ++i) {
    if (target[i] == -1) target[i] = shape[i - added];
  }
  return node.add_op(OpKind::kBroadcastTo, BroadcastAttrs{target}, {x});
}

Operand lower_tile(MindirNode& node) {
  ValueId x = node.tensor(0);
  Shape shape = node.type(x).shape;
  std::vector<int64_t> repeats = node.required_integers({"multiples", 1});
  if (repeats.size() < shape.size())
    repeats.insert(repeats.begin(), shape.size() - repeats.size(), 1);
  if (repeats.size() > shape.size()) {
    shape.insert(shape.begin(), repeats.size() - shape.size(), 1);
    x = node.add_op(OpKind::kReshape, ReshapeAttrs{shape}, {x}).tensor;
  }
  return node.add_op(OpKind::kTile, TileAttrs{repeats}, {x});
}

}  // namespace msquant
