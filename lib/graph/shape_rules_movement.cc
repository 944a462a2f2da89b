// Operators that move elements.
#include <algorithm>
#include <numeric>

#include "graph/shape_rules.h"

namespace msquant {
namespace {

// See SliceAttrs. Elements in one dimension of `size`.
int64_t slice_count(int64_t size, int64_t begin, int64_t end, int64_t step) {
  if (step > 0) {
    const int64_t span = std::min(end, size) - std::min(begin, size);
    return span <= 0 ? 0 : (span - 1) / step + 1;
  }
  const int64_t span = std::min(begin, size - 1) - std::min(end, size - 1);
  return span <= 0 ? 0 : (span - 1) / -step + 1;
}

}  // namespace

TensorType infer_reshape(const Operands& op) {
  Shape target = op.node.as<ReshapeAttrs>().shape;
  int64_t known = 1;
  int64_t* unknown = nullptr;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0 && i < op.shape(0).size()) target[i] = op.shape(0)[i];
    if (target[i] == -1) {
      op.require(unknown == nullptr, "its target shape has two unknown dimensions");
      unknown = &target[i];
    } else {
      op.require(target[i] >= 0 && !__builtin_mul_overflow(known, target[i], &known),
                 "bad target shape " + to_string(target));
    }
  }
  const int64_t count = element_count(op.shape(0));
  if (unknown != nullptr) *unknown = known == 0 ? 0 : count / known;
  op.require(checked_element_count(target) == count,
             to_string(op.shape(0)) + " cannot become " + to_string(target));
  return {op.dtype(0), target};
}

TensorType infer_flatten(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  const Shape& x = op.shape(0);
  op.require(axis >= 0 && axis <= static_cast<int64_t>(x.size()), "axis out of range");
  return {op.dtype(0),
          {element_count(Shape(x.begin(), x.begin() + axis)),
           element_count(Shape(x.begin() + axis, x.end()))}};
}

TensorType infer_transpose(const Operands& op) {
  const auto& permutation = op.node.as<TransposeAttrs>().permutation;
  const Shape& x = op.shape(0);
  std::vector<int64_t> axes(x.size());
  std::iota(axes.begin(), axes.end(), int64_t{0});
  op.require(std::is_permutation(permutation.begin(), permutation.end(), axes.begin(), axes.end()),
             "its permutation " + to_string(permutation) + " does not fit " + to_string(x));
  Shape result;
  for (int64_t axis : permutation) result.push_back(x[static_cast<size_t>(axis)]);
  return {op.dtype(0), result};
}

TensorType infer_concat(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  Shape result = op.shape(0);
  op.require(axis >= 0 && axis < static_cast<int64_t>(result.size()), "axis out of range");
  const auto at = static_cast<size_t>(axis);
  for (size_t i = 1; i < op.count(); ++i) {
    Shape other = op.shape(i);
    op.require(other.size() == result.size() && op.dtype(i) == op.dtype(0),
               "its inputs have different ranks or element types");
    op.require(!__builtin_add_overflow(result[at], other[at], &result[at]),
               "its output is too large");
    other[at] = result[at];
    op.require(other == result, "its inputs differ outside the axis");
  }
  return {op.dtype(0), result};
}

TensorType infer_pad(const Operands& op) {
  const auto& a = op.node.as<PadAttrs>();
  Shape result = op.shape(0);
  op.require(a.before.size() == result.size() && a.after.size() == result.size(),
             "it pads another number of dimensions than its input has");
  for (size_t i = 0; i < result.size(); ++i) {
    op.require(a.before[i] >= 0 && a.after[i] >= 0 &&
                   !__builtin_add_overflow(result[i], a.before[i], &result[i]) &&
                   !__builtin_add_overflow(result[i], a.after[i], &result[i]),
               "its padding is negative or too large");
  }
  return {op.dtype(0), result};
}

TensorType infer_slice(const Operands& op) {
  const auto& a = op.node.as<SliceAttrs>();
  const Shape& x = op.shape(0);
  op.require(a.begin.size() == x.size() && a.end.size() == x.size() && a.step.size() == x.size(),
             "it slices another number of dimensions than its input has");
  Shape result;
  for (size_t i = 0; i < x.size(); ++i) {
    op.require(a.step[i] != 0 && a.step[i] != std::numeric_limits<int64_t>::min(),
               "its step is 0 or too large");
    op.require(a.begin[i] >= 0 && a.end[i] >= (a.step[i] < 0 ? -1 : 0),
               "its begin or end is negative");
    result.push_back(slice_count(x[i], a.begin[i], a.end[i], a.step[i]));
  }
  return {op.dtype(0), result};
}

TensorType infer_gather(const Operands& op) {
  const int64_t axis = op.node.as<AxisAttrs>().axis;
  const Shape &x = op.shape(0), &indices = op.shape(1);
  op.require(axis >= 0 && axis < static_cast<int64_t>(x.size()), "axis out of range");
  op.require(op.dtype(1) == DType::kInt32, "its indices must be int32");
  Shape result(x.begin(), x.begin() + axis);
  result.insert(result.end(), indices.begin(), indices.end());
  result.insert(result.end(), x.begin() + axis + 1, x.end());
  return {op.dtype(0), result};
}

TensorType infer_broadcast_to(const Operands& op) {
  const Shape& target = op.node.as<BroadcastAttrs>().shape;
  op.require(std::all_of(target.begin(), target.end(), [](int64_t d) { return d >= 0; }) &&
                 broadcast_shape(op, op.shape(0), target) == target,
             to_string(op.shape(0)) + " does not broadcast to " + to_string(target));
  return {op.dtype(0), target};
}

TensorType infer_tile(const Operands& op) {
  const auto& repeats = op.node.as<TileAttrs>().repeats;
  Shape result = op.shape(0);
  op.require(repeats.size() == result.size(),
             "it repeats another number of dimensions than its input has");
  for (size_t i = 0; i < result.size(); ++i) {
    op.require(repeats[i] >= 0 && !__builtin_mul_overflow(result[i], repeats[i], &result[i]),
               "a number of repeats is negative or too large");
  }
  return {op.dtype(0), result};
}

}  // namespace msquant
