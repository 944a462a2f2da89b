// Reading operators that give a tensor another shape or order, or put tensors together.
#include <algorithm>

#include "formats/air/air_ops.h"

namespace msquant {
namespace {

ValueId reshaped(AirNode& node, const std::string& name, ValueId x, Shape shape) {
  return node.add(name, OpKind::kReshape, ReshapeAttrs{std::move(shape)}, {x});
}

// Axes of a result with `rank` dimensions, ascending.
std::vector<int64_t> sorted_axes(const AirNode& node, std::vector<int64_t> axes, int64_t rank) {
  for (int64_t& axis : axes) {
    node.require(axis >= -rank && axis < rank, "axis " + std::to_string(axis) + " is out of range");
    if (axis < 0) axis += rank;
  }
  std::sort(axes.begin(), axes.end());
  const bool is_unique = std::adjacent_find(axes.begin(), axes.end()) == axes.end();
  node.require(is_unique, "it names an axis twice");
  return axes;
}

std::vector<ValueId> all_inputs(AirNode& node) {
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < node.input_count(); ++i) inputs.push_back(node.input(i));
  node.require(!inputs.empty(), "it has no inputs");
  return inputs;
}

// Pairs of numbers, one for each dimension, as an attribute or as a constant [rank, 2].
std::vector<std::vector<int64_t>> read_paddings(AirNode& node) {
  if (node.type() == "PadD") return node.attributes().get_int_lists("paddings");
  const std::vector<int64_t> flat = node.constant_ints(1);
  node.require(flat.size() % 2 == 0, "its paddings are not pairs");
  std::vector<std::vector<int64_t>> pairs;
  for (size_t i = 0; i < flat.size(); i += 2) pairs.push_back({flat[i], flat[i + 1]});
  return pairs;
}

float read_pad_value(AirNode& node) {
  if (node.type() != "PadV2") return 0;
  const Tensor& value = node.constant(2);
  node.require(value.size() == 1, "it pads with several numbers");
  return value.to_float32().data<float>()[0];
}

}  // namespace

ValueId read_reshape(AirNode& node) {
  if (node.attributes().get_int("axis") != 0 || node.attributes().get_int("num_axes") != -1) {
    node.unsupported("it reshapes a part of the dimensions");
  }
  const std::vector<int64_t> target = node.constant_ints(1);
  if (std::count(target.begin(), target.end(), 0) > 0) {
    node.unsupported("its result has no elements");
  }
  return node.add(OpKind::kReshape, ReshapeAttrs{target}, {node.input(0)});
}

ValueId read_flatten(AirNode& node) {
  return node.add(OpKind::kFlatten,
                  AxisAttrs{node.normalized_axis(node.attributes().get_int("axis"))},
                  {node.input(0)});
}

ValueId read_squeeze(AirNode& node) {
  const Shape x = node.shape(0);
  std::vector<int64_t> axes = node.attributes().get_ints("axis");
  const bool takes_all = axes.empty();
  axes = sorted_axes(node, axes, static_cast<int64_t>(x.size()));
  Shape shape;
  for (size_t i = 0; i < x.size(); ++i) {
    const bool is_named = std::binary_search(axes.begin(), axes.end(), static_cast<int64_t>(i));
    node.require(!is_named || x[i] == 1, "it drops a dimension of " + std::to_string(x[i]));
    if (!is_named && !(takes_all && x[i] == 1)) shape.push_back(x[i]);
  }
  return reshaped(node, node.name(), node.input(0), shape);
}

// Unsqueeze has its axes in "axes", UnsqueezeV2 in "axis", ExpandDims as an input.
ValueId read_unsqueeze(AirNode& node) {
  const std::vector<int64_t> given =
      node.type() == "ExpandDims"
          ? node.constant_ints(1)
          : node.attributes().get_ints(node.type() == "Unsqueeze" ? "axes" : "axis");
  Shape shape = node.shape(0);
  node.require(given.size() <= 8, "it adds too many dimensions");
  const auto rank = static_cast<int64_t>(shape.size() + given.size());
  for (int64_t axis : sorted_axes(node, given, rank)) shape.insert(shape.begin() + axis, 1);
  return reshaped(node, node.name(), node.input(0), shape);
}

ValueId read_transpose(AirNode& node) {
  const std::vector<int64_t> permutation =
      node.type() == "TransposeD" ? node.attributes().get_ints("perm") : node.constant_ints(1);
  node.require(permutation.size() == node.shape(0).size(),
               "its permutation " + to_string(permutation) + " does not fit its input");
  return node.add(OpKind::kTranspose, TransposeAttrs{permutation}, {node.input(0)});
}

ValueId read_concat(AirNode& node) {
  const int64_t axis = node.normalized_axis(node.attributes().get_int("concat_dim"));
  return node.add(OpKind::kConcat, AxisAttrs{axis}, all_inputs(node));
}

ValueId read_pack(AirNode& node) {
  std::vector<ValueId> inputs = all_inputs(node);
  Shape shape = node.shape(0);
  const int64_t axis = sorted_axes(node, {node.attributes().get_int("axis")},
                                   static_cast<int64_t>(shape.size()) + 1)[0];
  shape.insert(shape.begin() + axis, 1);
  for (size_t i = 0; i < inputs.size(); ++i) {
    inputs[i] = reshaped(node, node.name() + "." + std::to_string(i), inputs[i], shape);
  }
  return node.add(OpKind::kConcat, AxisAttrs{axis}, inputs);
}

ValueId read_pad(AirNode& node) {
  PadAttrs pad;
  for (const auto& pair : read_paddings(node)) {
    node.require(pair.size() == 2, "its paddings are not pairs");
    pad.before.push_back(pair[0]);
    pad.after.push_back(pair[1]);
  }
  pad.value = read_pad_value(node);
  return node.add(OpKind::kPad, pad, {node.input(0)});
}

ValueId read_broadcast(AirNode& node) {
  return node.add(OpKind::kBroadcastTo, BroadcastAttrs{node.constant_ints(1)}, {node.input(0)});
}

ValueId read_tile(AirNode& node) {
  const std::vector<int64_t> repeats =
      node.type() == "TileD" ? node.attributes().get_ints("multiples") : node.constant_ints(1);
  return node.add(OpKind::kTile, TileAttrs{repeats}, {node.input(0)});
}

}  // namespace msquant
