#include "passes/quantized_layers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "graph/traversal.h"
#include "quant/weight_quant.h"

namespace msquant {
namespace {

// The FakeQuant that makes `value`, or null.
const Node* fake_quant_of(const Graph& graph, ValueId value) {
  const NodeId producer = graph.value(value).producer;
  if (producer == kNoId || graph.node(producer).kind != OpKind::kFakeQuant) return nullptr;
  return &graph.node(producer);
}

bool is_quantized_layer(const Graph& graph, const Node& node) {
  return (node.kind == OpKind::kConv2d || node.kind == OpKind::kMatMul) &&
         fake_quant_params(graph, node.inputs[0]) != nullptr &&
         fake_quant_params(graph, node.inputs[1]) != nullptr;
}

// The constant behind input 1, which a FakeQuant may stand before.
ValueId weight_value(const Graph& graph, const Node& layer) {
  const ValueId weight = layer.inputs[1];
  return fake_quant_of(graph, weight) == nullptr ? weight : fake_quant_input(graph, weight);
}

}  // namespace

const QuantParams* fake_quant_params(const Graph& graph, ValueId value) {
  const Node* fake_quant = fake_quant_of(graph, value);
  if (fake_quant == nullptr) return nullptr;
  const auto& params = fake_quant->as<FakeQuantAttrs>().params;
  return params ? &*params : nullptr;
}

ValueId fake_quant_input(const Graph& graph, ValueId value) {
  return graph.node(graph.value(value).producer).inputs[0];
}

std::vector<NodeId> quantized_layers(const Graph& graph) {
  std::vector<NodeId> layers;
  for (NodeId id : topological_order(graph)) {
    if (is_quantized_layer(graph, graph.node(id))) layers.push_back(id);
  }
  return layers;
}

std::vector<NodeId> last_quantized_layers(const Graph& graph) {
  std::vector<NodeId> order = topological_order(graph), last;
  std::reverse(order.begin(), order.end());
  std::set<ValueId> before;  // values that a quantized layer depends on
  for (NodeId id : order) {
    const Node& node = graph.node(id);
    const bool is_before = std::any_of(node.outputs.begin(), node.outputs.end(),
                                       [&](ValueId output) { return before.count(output) > 0; });
    const bool is_layer = is_quantized_layer(graph, node);
    if (is_layer && !is_before) last.push_back(id);
    if (is_layer || is_before) before.insert(node.inputs.begin(), node.inputs.end());
  }
  return {last.rbegin(), last.rend()};
}

Tensor weight_of(const Graph& graph, const Node& layer) {
  return graph.value(weight_value(graph, layer)).constant.value().to_float32();
}

Tensor simulated_weight_of(const Graph& graph, const Node& layer) {
  const QuantParams& params = *fake_quant_params(graph, layer.inputs[1]);
  return dequantize_weight(quantize_weight(weight_of(graph, layer), params), params);
}

void set_weight(Graph& graph, NodeId layer, Tensor weight) {
  const ValueId old = weight_value(graph, graph.node(layer));
  const ValueId added = graph.add_constant(graph.value(old).name, std::move(weight));
  const ValueId used = graph.node(layer).inputs[1];
  if (used == old) {
    graph.set_input(layer, 1, added);
  } else if (graph.only_user(used) == layer) {
    graph.set_input(graph.value(used).producer, 0, added);
  } else {  // another layer shares the weight
    const FakeQuantAttrs params{*fake_quant_params(graph, used)};
    const std::string name = graph.node(layer).name + ".weight_quant";
    graph.set_input(layer, 1, graph.add_node(OpKind::kFakeQuant, name, params, {added}));
  }
}

void scale_quantized_weight(Graph& graph, NodeId layer, float factor) {
  Tensor weight = weight_of(graph, graph.node(layer)).clone();
  for (float& w : weight.mutable_data<float>()) w *= factor;
  set_weight(graph, layer, weight);
  const NodeId fake_quant = graph.value(graph.node(layer).inputs[1]).producer;
  for (float& scale : graph.node(fake_quant).as<FakeQuantAttrs>().params->scale) scale *= factor;
}

std::vector<float> bias_of(const Graph& graph, const Node& layer) {
  if (layer.inputs.size() > 2) {
    const Tensor bias = graph.value(layer.inputs[2]).constant.value().to_float32();
    const Span<const float> elements = bias.data<float>();
    return {elements.begin(), elements.end()};
  }
  const Shape& weight = graph.value(weight_value(graph, layer)).type.shape;
  return std::vector<float>(
      static_cast<size_t>(weight[static_cast<size_t>(output_channel_axis(layer))]));
}

void set_bias(Graph& graph, NodeId layer, const std::vector<float>& bias) {
  const Node& node = graph.node(layer);
  const bool has_bias = node.inputs.size() > 2;
  const std::string name = has_bias ? graph.value(node.inputs[2]).name : node.name + ".bias";
  const Tensor tensor = Tensor::from<float>({static_cast<int64_t>(bias.size())}, bias);
  const ValueId added = graph.add_constant(name, tensor);
  if (has_bias) {
    graph.set_input(layer, 2, added);
  } else {
    graph.append_input(layer, added);
  }
}

int output_channel_axis(const Node& layer) {
  const bool is_columns = layer.kind == OpKind::kMatMul && !layer.as<MatMulAttrs>().transpose_b;
  return is_columns ? 1 : 0;
}

}  // namespace msquant
