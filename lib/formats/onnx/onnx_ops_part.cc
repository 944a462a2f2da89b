// Operators that take parts of a tensor, and those that repeat it.
#include <algorithm>
#include <limits>
#include <numeric>

#include "formats/onnx/onnx_ops.h"
#include "formats/slice_bounds.h"

namespace msquant {
namespace {

// How many elements each result of a Split has.
std::vector<int64_t> split_sizes(const OnnxNode& node, int64_t size) {
  if (const auto written = node.integers({"split", 1})) return *written;
  const int64_t count = node.proto().output_size();
  // All the same, the last one smaller if it has to be.
  const int64_t most = (size + count - 1) / count;
  std::vector<int64_t> sizes(static_cast<size_t>(count), most);
  sizes.back() = size - most * (count - 1);
  return sizes;
}

}  // namespace

SliceAttrs slice_attributes(const OnnxNode& node) {
  const auto starts = node.integers({"starts", 1}), ends = node.integers({"ends", 2});
  if (!starts || !ends) node.fail("it has no 'starts' or no 'ends'");
  std::vector<int64_t> axes(starts->size());
  std::iota(axes.begin(), axes.end(), int64_t{0});
  axes = node.integers({"axes", 3}).value_or(axes);
  const auto steps =
      node.integers({"steps", 4}).value_or(std::vector<int64_t>(starts->size(), int64_t{1}));
  if (ends->size() != starts->size() || axes.size() != starts->size() ||
      steps.size() != starts->size()) {
    node.fail("its starts, ends, axes and steps differ in number");
  }
  node.normalize_axes(axes, node.rank(0));  // throws unless each axis is there once
  SliceAttrs attrs;
  for (int64_t axis = 0; axis < node.rank(0); ++axis) {
    const int64_t size = node.shape(0)[static_cast<size_t>(axis)];
    const auto named = std::find_if(axes.begin(), axes.end(), [&](int64_t each) {
      return node.normalize_axis(each, node.rank(0)) == axis;
    });
    if (named == axes.end()) {
      add_slice(attrs, size, {}, {}, 1);
      continue;
    }
    const auto i = static_cast<size_t>(named - axes.begin());
    if (steps[i] == 0) node.fail("its step is 0");
    // Backwards a start before the first element is the first one, which in NumPy gives nothing.
    const int64_t start = steps[i] < 0 ? std::max((*starts)[i], -size) : (*starts)[i];
    add_slice(attrs, size, start, (*ends)[i], steps[i]);
  }
  return attrs;
}

OnnxOperand lower_slice(OnnxNode& node) {
  return node.add_unary(OpKind::kSlice, slice_attributes(node));
}

OnnxOperand lower_split(OnnxNode& node) {
  const int64_t axis = node.normalize_axis(node.integer({"axis"}).value_or(0), node.rank(0));
  const int64_t size = node.shape(0)[static_cast<size_t>(axis)];
  const std::vector<int64_t> sizes = split_sizes(node, size);
  if (static_cast<int>(sizes.size()) != node.proto().output_size()) {
    node.fail("it has another number of results than of parts");
  }
  std::vector<OnnxOperand> parts;
  int64_t begin = 0;
  for (int64_t part : sizes) {
    if (part < 0 || part > size - begin)
      node.unsupported("its parts do not fit " + std::to_string(size) + " elements");
    parts.push_back(
        node.add_unary(OpKind::kSlice, slice_of_axis(node.rank(0), axis, begin, begin + part)));
    begin += part;
  }
  if (begin != size) node.unsupported("its parts do not fit " + std::to_string(size) + " elements");
  for (size_t i = 1; i < parts.size(); ++i) node.add_result(parts[i]);
  return parts[0];
}

OnnxOperand lower_gather(OnnxNode& node) {
  const int64_t axis = node.normalize_axis(node.integer({"axis"}).value_or(0), node.rank(0));
  const int64_t size = node.shape(0)[static_cast<size_t>(axis)];
  const auto written = node.integers({"indices", 1});
  if (!written) node.fail("it has no 'indices'");
  std::vector<int32_t> indices;
  for (int64_t index : *written) {
    const int64_t position = node.normalize_axis(index, size);
    if (position > std::numeric_limits<int32_t>::max()) node.fail("its index is too large");
    indices.push_back(static_cast<int32_t>(position));
  }
  const ValueId positions =
      node.add_constant(node.operand(1).name, Tensor::from<int32_t>(node.shape(1), indices));
  return node.add_op(OpKind::kGather, AxisAttrs{axis}, {node.value(0), positions});
}

Shape expanded_shape(const OnnxNode& node) {
  auto target = node.integers({"shape", 1});
  if (!target) node.fail("it has no 'shape'");
  const Shape& x = node.shape(0);
  if (target->size() < x.size()) target->insert(target->begin(), x.size() - target->size(), 1);
  // Broadcasting goes both ways: a 1 keeps the input's dimension.
  for (size_t i = 0; i < x.size(); ++i) {
    int64_t& dim = (*target)[target->size() - 1 - i];
    if (dim == 1) dim = x[x.size() - 1 - i];
  }
  return *target;
}

OnnxOperand lower_expand(OnnxNode& node) {
  return node.add_unary(OpKind::kBroadcastTo, BroadcastAttrs{expanded_shape(node)});
}

OnnxOperand lower_tile(OnnxNode& node) {
  const auto repeats = node.integers({"repeats", 1});
  if (!repeats) node.fail("it has no 'repeats'");
  return node.add_unary(OpKind::kTile, TileAttrs{*repeats});
}

}  // namespace msquant
