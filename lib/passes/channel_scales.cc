#include "passes/channel_scales.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "base/error.h"
#include "passes/generate_config.h"
#include "passes/quantized_layers.h"
#include "quant/patches.h"

namespace msquant {
namespace {

// Sets of values; each is named by one of its members.
class UnionFind {
 public:
  explicit UnionFind(ValueId count) : parent_(static_cast<size_t>(count)) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  ValueId find(ValueId id) {
    while (parent(id) != id) id = parent(id) = parent(parent(id));
    return id;
  }
  void unite(ValueId a, ValueId b) { parent(find(a)) = find(b); }

 private:
  ValueId& parent(ValueId id) { return parent_[static_cast<size_t>(id)]; }
  std::vector<ValueId> parent_;
};

bool same_shape(const Graph& graph, ValueId a, ValueId b) {
  return graph.value(a).type.shape == graph.value(b).type.shape;
}

bool keeps_first_two(const std::vector<int64_t>& axes) {
  return std::all_of(axes.begin(), axes.end(), [](int64_t axis) { return axis >= 2; });
}

bool pads_borders_with_zeros(const PadAttrs& pad) {
  return pad.value == 0 && pad.before[0] == 0 && pad.before[1] == 0 && pad.after[0] == 0 &&
         pad.after[1] == 0;
}

// [N, C, …] → [N, C · …]: element i of a row belongs to channel i / (…).
bool flattens_images(const Graph& graph, const Node& node) {
  const Shape& from = graph.value(node.inputs[0]).type.shape;
  const Shape& to = graph.value(node.outputs[0]).type.shape;
  return from.size() >= 2 && to.size() == 2 && to[0] == from[0];
}

// Whether output channel c is divided by s if all inputs' channel c is, whatever s > 0.
bool is_homogeneous(const Graph& graph, const Node& node) {
  switch (node.kind) {
    case OpKind::kRelu:
    case OpKind::kLeakyRelu:
    case OpKind::kIdentity:
    case OpKind::kMaxPool:
    case OpKind::kAvgPool:
    case OpKind::kAdaptiveAvgPool:
      return true;
    case OpKind::kAdd:
      return !graph.value(node.inputs[0]).constant && !graph.value(node.inputs[1]).constant &&
             same_shape(graph, node.inputs[0], node.inputs[1]);
    case OpKind::kReduceMean:
      return keeps_first_two(node.as<ReduceAttrs>().axes);
    case OpKind::kPad:
      return pads_borders_with_zeros(node.as<PadAttrs>());
    case OpKind::kReshape:
    case OpKind::kFlatten:
      return flattens_images(graph, node);
    default:
      return false;
  }
}

// A layer whose weight and bias can take scales.
bool is_layer(const Graph& graph, const Node& node) {
  if (!reason_not_quantizable(graph, node).empty()) return false;
  return node.kind == OpKind::kConv2d || graph.value(node.inputs[0]).type.shape.size() == 2;
}

Shape weight_shape(const Graph& graph, const Node& node) {
  return graph.value(node.inputs[1]).type.shape;
}

int64_t output_channels(const Graph& graph, const Node& node) {
  return weight_shape(graph, node)[static_cast<size_t>(output_channel_axis(node))];
}

int64_t input_size(const Graph& graph, const Node& node) {
  return graph.value(node.inputs[0]).type.shape[1];
}

// All channels of the producers agree, and the consumers' inputs are made of them.
bool is_consistent(const Graph& graph, const ScaleGroup& group) {
  const auto fits_producer = [&](NodeId id) {
    return output_channels(graph, graph.node(id)) == group.channels;
  };
  const auto fits_consumer = [&](NodeId id) {
    const Node& node = graph.node(id);
    const int64_t size = input_size(graph, node);
    return node.kind == OpKind::kConv2d ? size == group.channels : size % group.channels == 0;
  };
  return std::all_of(group.producers.begin(), group.producers.end(), fits_producer) &&
         std::all_of(group.consumers.begin(), group.consumers.end(), fits_consumer);
}

void scale_rows(Graph& graph, NodeId id, const std::vector<float>& scales) {
  const Node& node = graph.node(id);
  const int axis = output_channel_axis(node);
  Tensor rows = weight_rows(weight_of(graph, node), axis).clone();
  const Span<float> w = rows.mutable_data<float>();
  const int64_t length = rows.shape()[1];
  for (int64_t row = 0; row < rows.shape()[0]; ++row) {
    const float scale = scales[static_cast<size_t>(row)];
    for (float& x : w.subspan(row * length, length)) x /= scale;
  }
  std::vector<float> bias = bias_of(graph, node);
  for (size_t c = 0; c < bias.size(); ++c) bias[c] /= scales[c];
  set_weight(graph, id, weight_from_rows(rows, weight_shape(graph, node), axis));
  if (node.inputs.size() > 2) set_bias(graph, id, bias);
}

void scale_columns(Graph& graph, NodeId id, const std::vector<float>& scales) {
  const Node& node = graph.node(id);
  const int axis = output_channel_axis(node);
  const Shape shape = weight_shape(graph, node);
  Tensor rows = weight_rows(weight_of(graph, node), axis).clone();
  const Span<float> w = rows.mutable_data<float>();
  const int64_t length = rows.shape()[1];
  for (int64_t row = 0; row < rows.shape()[0]; ++row) {
    const auto [first, taps] = row_channels(node, shape, static_cast<int64_t>(scales.size()), row);
    const float* scale = scales.data() + first;
    for (int64_t column = 0; column < length; column += taps, ++scale) {
      for (float& x : w.subspan(row * length + column, taps)) x *= *scale;
    }
  }
  set_weight(graph, id, weight_from_rows(rows, shape, axis));
}

}  // namespace

std::vector<ScaleGroup> scale_groups(const Graph& graph) {
  UnionFind sets(graph.value_count());
  std::vector<ValueId> fixed = graph.inputs();
  fixed.insert(fixed.end(), graph.outputs().begin(), graph.outputs().end());
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (is_layer(graph, node)) continue;
    const bool follows = is_homogeneous(graph, node);
    for (ValueId input : node.inputs) {
      if (graph.value(input).constant) continue;
      follows ? sets.unite(input, node.outputs[0]) : fixed.push_back(input);
    }
    if (!follows) fixed.insert(fixed.end(), node.outputs.begin(), node.outputs.end());
  }

  std::map<ValueId, ScaleGroup> groups;
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (!is_layer(graph, node)) continue;
    ScaleGroup& made = groups[sets.find(node.outputs[0])];
    made.producers.push_back(id);
    made.channels = output_channels(graph, node);
    groups[sets.find(node.inputs[0])].consumers.push_back(id);
  }
  for (ValueId id : fixed) groups.erase(sets.find(id));

  std::vector<ScaleGroup> free;
  for (const auto& [unused, group] : groups) {
    if (group.producers.empty() || group.consumers.empty()) continue;
    if (is_consistent(graph, group)) free.push_back(group);
  }
  return free;
}

void rescale(Graph& graph, const ScaleGroup& group, const std::vector<float>& scales) {
  MSQUANT_CHECK(static_cast<int64_t>(scales.size()) == group.channels);
  for (NodeId id : group.producers) scale_rows(graph, id, scales);
  for (NodeId id : group.consumers) scale_columns(graph, id, scales);
}

void balance_input(Graph& graph, NodeId layer, const std::vector<float>& factors) {
  const int64_t channels = input_channels(graph, graph.node(layer));
  MSQUANT_CHECK(static_cast<int64_t>(factors.size()) == channels);
  const bool is_image = graph.node(layer).kind == OpKind::kConv2d;
  Tensor inverse = Tensor::uninitialized(DType::kFloat32,
                                         is_image ? Shape{1, channels, 1, 1} : Shape{1, channels});
  std::transform(factors.begin(), factors.end(), inverse.mutable_data<float>().begin(),
                 [](float factor) { return 1 / factor; });
  const std::string name = graph.node(layer).name;
  const ValueId by = graph.add_constant(name + ".tensor_balance_factor", std::move(inverse));
  const ValueId x = graph.node(layer).inputs[0];
  graph.set_input(layer, 0, graph.add_node(OpKind::kMul, name + ".mul", {}, {x, by}));
  scale_columns(graph, layer, factors);
}

int64_t input_channels(const Graph& graph, const Node& layer) {
  const Shape& shape = graph.value(layer.inputs[0]).type.shape;
  return layer.kind == OpKind::kConv2d ? shape[1] : shape.back();
}

RowChannels row_channels(const Node& consumer, const Shape& weight_shape, int64_t channels,
                         int64_t row) {
  if (consumer.kind == OpKind::kMatMul) {
    const int64_t inputs = weight_shape[1 - static_cast<size_t>(output_channel_axis(consumer))];
    return {0, inputs / channels};
  }
  const int64_t group = row / (weight_shape[0] / consumer.as<ConvAttrs>().groups);
  return {group * weight_shape[1], weight_shape[2] * weight_shape[3]};
}

}  // namespace msquant
