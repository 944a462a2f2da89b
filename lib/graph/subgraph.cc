#include "graph/subgraph.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

using ValueMap = std::map<ValueId, ValueId>;

// The nodes that make `outputs` of `inputs`.
std::set<NodeId> nodes_between(const Graph& graph, const std::vector<ValueId>& inputs,
                               const std::vector<ValueId>& outputs) {
  std::set<ValueId> seen(inputs.begin(), inputs.end());
  std::set<NodeId> nodes;
  for (std::vector<ValueId> open = outputs; !open.empty();) {
    const ValueId id = open.back();
    open.pop_back();
    const NodeId producer = graph.value(id).producer;
    if (!seen.insert(id).second || producer == kNoId) continue;
    nodes.insert(producer);
    const std::vector<ValueId>& needed = graph.node(producer).inputs;
    open.insert(open.end(), needed.begin(), needed.end());
  }
  return nodes;
}

// The values that are not the same for every input.
std::set<ValueId> varying_values(const Graph& graph) {
  std::set<ValueId> varying(graph.inputs().begin(), graph.inputs().end());
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    const bool varies = std::any_of(node.inputs.begin(), node.inputs.end(),
                                    [&](ValueId input) { return varying.count(input) != 0; });
    if (varies) varying.insert(node.outputs.begin(), node.outputs.end());
  }
  return varying;
}

ValueId copied(const Graph& from, ValueId id, Graph& to, ValueMap& copies) {
  const auto found = copies.find(id);
  if (found != copies.end()) return found->second;
  const Value& value = from.value(id);
  MSQUANT_CHECK(value.constant.has_value());
  return copies[id] = to.add_constant(value.name, *value.constant);
}

}  // namespace

Graph subgraph(const Graph& graph, const std::vector<ValueId>& inputs,
               const std::vector<ValueId>& outputs) {
  Graph part(graph.name());
  ValueMap copies;
  for (ValueId id : inputs) copies[id] = part.add_input(graph.value(id).name, graph.value(id).type);
  const std::set<NodeId> nodes = nodes_between(graph, inputs, outputs);
  for (NodeId id : topological_order(graph)) {
    if (nodes.count(id) == 0) continue;
    const Node& node = graph.node(id);
    std::vector<ValueId> operands;
    for (ValueId input : node.inputs) operands.push_back(copied(graph, input, part, copies));
    copies[node.outputs[0]] = part.add_node(node.kind, node.name, node.attributes, operands);
  }
  std::vector<ValueId> results;
  for (ValueId id : outputs) {
    const ValueId copy = copied(graph, id, part, copies);
    const bool is_input = part.value(copy).producer == kNoId;
    results.push_back(
        is_input ? part.add_node(OpKind::kIdentity, graph.value(id).name + ".output", {}, {copy})
                 : copy);
  }
  part.set_outputs(results);
  return part;
}

std::optional<std::vector<ValueId>> sources_of(const Graph& graph,
                                               const std::vector<ValueId>& outputs,
                                               const std::set<ValueId>& known) {
  std::set<ValueId> seen;
  std::vector<ValueId> sources;
  for (std::vector<ValueId> open = outputs; !open.empty();) {
    const ValueId id = open.back();
    open.pop_back();
    const Value& value = graph.value(id);
    if (!seen.insert(id).second || value.constant) continue;
    if (known.count(id) != 0) {
      sources.push_back(id);
      continue;
    }
    if (value.producer == kNoId) return std::nullopt;
    const std::vector<ValueId>& needed = graph.node(value.producer).inputs;
    open.insert(open.end(), needed.begin(), needed.end());
  }
  return sources;
}

std::vector<ValueId> border_of(const Graph& graph, const std::vector<NodeId>& nodes) {
  std::set<NodeId> inside(nodes.begin(), nodes.end());
  const std::set<ValueId> varying = varying_values(graph);
  std::set<ValueId> border;
  const auto is_made_inside = [&](ValueId id) {
    return inside.count(graph.value(id).producer) != 0;
  };
  for (NodeId id : topological_order(graph)) {
    const std::vector<ValueId>& inputs = graph.node(id).inputs;
    if (std::any_of(inputs.begin(), inputs.end(), is_made_inside)) inside.insert(id);
    if (inside.count(id) == 0) continue;
    for (ValueId input : inputs) {
      if (!is_made_inside(input) && varying.count(input) != 0) border.insert(input);
    }
  }
  return {border.begin(), border.end()};
}

}  // namespace msquant
