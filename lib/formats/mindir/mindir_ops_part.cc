// Operators that take parts of a tensor, and those that stack tensors.
#include <limits>

#include "formats/mindir/mindir_ops.h"
#include "formats/slice_bounds.h"

namespace msquant {
namespace {

Operand reshaped(MindirNode& node, ValueId x, Shape shape) {
  return node.add_op(OpKind::kReshape, ReshapeAttrs{std::move(shape)}, {x});
}

// Parts of `size` elements along an axis; `drops_axis` leaves it out of their shapes.
Operand parts(MindirNode& node, int64_t axis, int64_t size, int64_t count, bool drops_axis) {
  // More than any network has; a broken file must not make us add what it declares.
  constexpr int64_t kMaxParts = 4096;
  if (count > kMaxParts) node.unsupported("it has " + std::to_string(count) + " results");
  const ValueId x = node.tensor(0);
  Shape shape = node.type(x).shape;
  shape.erase(shape.begin() + axis);
  std::vector<Operand> results;
  for (int64_t i = 0; i < count; ++i) {
    const SliceAttrs attrs = slice_of_axis(node.rank(x), axis, i * size, (i + 1) * size);
    results.push_back(node.add_op(OpKind::kSlice, attrs, {x}));
    if (drops_axis) results.back() = reshaped(node, results.back().tensor, shape);
  }
  return Operand::of(std::move(results));
}

}  // namespace

Operand lower_slice(MindirNode& node) {
  const ValueId x = node.tensor(0);
  const Shape& shape = node.type(x).shape;
  const auto begin = node.required_integers({"begin", 1}),
             size = node.required_integers({"size", 2});
  if (begin.size() != shape.size() || size.size() != shape.size()) {
    node.fail("its 'begin' or 'size' does not fit " + to_string(shape));
  }
  SliceAttrs attrs;
  for (size_t i = 0; i < shape.size(); ++i) {
    const bool begins_inside = begin[i] >= 0 && begin[i] <= shape[i];
    const int64_t most = begins_inside ? shape[i] - begin[i] : 0;
    const int64_t length = size[i] == -1 ? most : size[i];
    if (!begins_inside || length < 0 || length > most) {
      node.fail("its 'begin' or 'size' does not fit " + to_string(shape));
    }
    add_slice(attrs, shape[i], begin[i], begin[i] + length, 1);
  }
  return node.add_op(OpKind::kSlice, attrs, {x});
}

Operand lower_strided_slice(MindirNode& node) {
  const ValueId x = node.tensor(0);
  if (node.is_true({"ellipsis_mask", 6}) || node.is_true({"new_axis_mask", 7})) {
    node.unsupported("it has an ellipsis_mask or a new_axis_mask");
  }
  const StridedSlice slice{
      node.required_integers({"begin", 1}),      node.required_integers({"end", 2}),
      node.required_integers({"strides", 3}),    node.integer({"begin_mask", 4}).value_or(0),
      node.integer({"end_mask", 5}).value_or(0), node.integer({"shrink_axis_mask", 8}).value_or(0)};
  const std::string problem = slice.problem(node.type(x).shape);
  if (!problem.empty()) node.fail(problem);
  const Operand part = node.add_op(OpKind::kSlice, slice.attributes(node.type(x).shape), {x});
  if (slice.shrink_mask == 0) return part;
  return reshaped(node, part.tensor, slice.without_shrunk(node.type(part.tensor).shape));
}

Operand lower_split(MindirNode& node) {
  const ValueId x = node.tensor(0);
  const int64_t axis = node.normalize_axis(node.integer({"axis", 1}).value_or(0), node.rank(x));
  const int64_t count = node.integer({"output_num", 2}).value_or(1);
  const int64_t size = node.type(x).shape[static_cast<size_t>(axis)];
  if (count < 1 || count > size || size % count != 0) {
    node.fail("it splits " + std::to_string(size) + " elements into " + std::to_string(count));
  }
  return parts(node, axis, size / count, count, false);
}

Operand lower_unstack(MindirNode& node) {
  const ValueId x = node.tensor(0);
  const int64_t axis = node.normalize_axis(node.integer({"axis"}).value_or(0), node.rank(x));
  return parts(node, axis, 1, node.type(x).shape[static_cast<size_t>(axis)], true);
}

Operand lower_stack(MindirNode& node) {
  std::vector<ValueId> inputs = node.tensors(0);
  Shape shape = node.type(inputs[0]).shape;
  const int64_t axis =
      node.normalize_axis(node.integer({"axis"}).value_or(0), node.rank(inputs[0]) + 1);
  shape.insert(shape.begin() + axis, 1);
  for (ValueId& input : inputs) input = reshaped(node, input, shape).tensor;
  return node.add_op(OpKind::kConcat, AxisAttrs{axis}, std::move(inputs));
}

Operand lower_gather(MindirNode& node) {
  const ValueId x = node.tensor(0);
  if (node.is_true({"batch_dims", 3})) node.unsupported("its batch_dims is not 0");
  const int64_t axis = node.normalize_axis(node.integer({"axis", 2}).value_or(0), node.rank(x));
  const int64_t size = node.type(x).shape[static_cast<size_t>(axis)];
  std::vector<int32_t> indices;
  for (int64_t index : node.required_integers({"indices", 1})) {
    const int64_t position = node.normalize_axis(index, size);
    if (position > std::numeric_limits<int32_t>::max()) node.fail("its index is too large");
    indices.push_back(static_cast<int32_t>(position));
  }
  const Operand& written = node.input(1);
  const Shape shape = written.tensor == kNoId ? Shape{static_cast<int64_t>(indices.size())}
                                              : node.type(written.tensor).shape;
  const ValueId positions =
      node.add_constant(node.proto().input(1), Tensor::from<int32_t>(shape, indices));
  return node.add_op(OpKind::kGather, AxisAttrs{axis}, {x, positions});
}

}  // namespace msquant
