#include "analyze/variant.h"

#include <set>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

std::unordered_map<std::string, NodeId> nodes_by_name(const Graph& graph) {
  std::unordered_map<std::string, NodeId> nodes;
  for (NodeId id : graph.node_ids()) nodes.emplace(graph.node(id).name, id);
  return nodes;
}

ValueId changed(const ValueMap& changes, ValueId id) {
  const auto found = changes.find(id);
  return found == changes.end() ? id : found->second;
}

}  // namespace

VariantBuilder::VariantBuilder(const Graph& graph, const Graph& integers, const Record& record)
    : integers_(integers), order_(topological_order(graph)) {
  const auto nodes = nodes_by_name(graph), lowered = nodes_by_name(integers);
  for (const LayerRecord& layer : record.layers) {
    layers_[layer.layer] = {nodes.at(layer.layer), lowered.at(layer.layer), &layer};
  }
}

ValueMap VariantBuilder::add(Graph& graph, const std::string& name,
                             const std::vector<std::string>& layers, LayerForm form) {
  std::map<NodeId, const Layer*> quantized;
  for (const std::string& layer : layers) {
    quantized[layers_.at(layer).node] = &layers_.at(layer);
  }
  ValueMap changes;
  for (NodeId id : order_) {
    const Node& node = graph.node(id);
    std::vector<ValueId> inputs;
    for (ValueId input : node.inputs) inputs.push_back(changed(changes, input));
    const auto layer = quantized.find(id);
    if (layer != quantized.end()) {
      changes[node.outputs[0]] = add_layer(graph, name, *layer->second, inputs[0], form);
    } else if (inputs != node.inputs) {
      changes[node.outputs[0]] =
          graph.add_node(node.kind, name + "/" + node.name, node.attributes, std::move(inputs));
    }
  }
  return changes;
}

ValueId VariantBuilder::add_alone(Graph& graph, const std::string& name, const std::string& layer) {
  const Layer& found = layers_.at(layer);
  return add_integers(graph, name, found, graph.node(found.node).inputs[0]);
}

ValueId VariantBuilder::add_layer(Graph& graph, const std::string& name, const Layer& layer,
                                  ValueId x, LayerForm form) {
  if (form == LayerForm::kIntegers) return add_integers(graph, name, layer, x);
  const Node& node = graph.node(layer.node);
  const std::string full_name = name + "/" + node.name;
  const bool is_weight = form == LayerForm::kWeights;
  const QuantParams& params = is_weight ? layer.record->weight : layer.record->activation;
  std::vector<ValueId> inputs = node.inputs;
  inputs[0] = x;
  ValueId& simulated = inputs[is_weight ? 1 : 0];
  simulated =
      graph.add_node(OpKind::kFakeQuant, full_name + ".quant", FakeQuantAttrs{params}, {simulated});
  return graph.add_node(node.kind, full_name, node.attributes, inputs);
}

ValueId VariantBuilder::add_integers(Graph& graph, const std::string& name, const Layer& layer,
                                     ValueId x) {
  const Node& product = integers_.node(layer.integers);
  const Node& quantize = integers_.node(integers_.value(product.inputs[0]).producer);
  const Node& dequantize = integers_.node(integers_.only_user(product.outputs[0]));
  const std::string full_name = name + "/" + product.name;
  std::vector<ValueId> inputs{
      graph.add_node(quantize.kind, full_name + ".quantize", quantize.attributes, {x})};
  for (size_t i = 1; i < product.inputs.size(); ++i) {
    inputs.push_back(constant(graph, product.inputs[i]));
  }
  const ValueId sum = graph.add_node(product.kind, full_name, product.attributes, inputs);
  return graph.add_node(dequantize.kind, full_name + ".dequantize", dequantize.attributes,
                        {sum, constant(graph, dequantize.inputs[1])});
}

ValueId VariantBuilder::constant(Graph& graph, ValueId id) {
  const auto [found, is_new] = constants_.emplace(id, kNoId);
  if (is_new) {
    const Value& value = integers_.value(id);
    found->second = graph.add_constant(value.name, value.constant.value());
  }
  return found->second;
}

}  // namespace msquant
