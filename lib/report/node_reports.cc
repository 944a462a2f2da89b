#include "report/node_reports.h"

#include <algorithm>
#include <map>
#include <string>

#include "graph/traversal.h"

namespace msquant {
namespace {

bool is_function_of_one_element(OpKind kind) {
  return (kind >= OpKind::kRelu && kind <= OpKind::kSigmoid) || kind == OpKind::kIdentity;
}

}  // namespace

std::vector<ReportNode> node_reports(const Graph& graph, const std::vector<ReportLayer>& layers) {
  std::map<std::string, int64_t> layer_indexes;
  for (size_t i = 0; i < layers.size(); ++i) {
    layer_indexes.emplace(layers[i].name, static_cast<int64_t>(i));
  }
  std::vector<ReportNode> nodes;
  std::map<ValueId, int64_t> drawn;  // the node that makes a value
  for (ValueId input : graph.inputs()) {
    drawn[input] = static_cast<int64_t>(nodes.size());
    nodes.emplace_back().name = graph.value(input).name;
    nodes.back().type = "input";
  }
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    const auto before = drawn.find(node.inputs[0]);
    if (is_function_of_one_element(node.kind) && before != drawn.end() &&
        graph.only_user(node.inputs[0]) == id) {
      nodes[static_cast<size_t>(before->second)].followed_by.emplace_back(name_of(node.kind));
      drawn[node.outputs[0]] = before->second;
      continue;
    }
    ReportNode next;
    next.name = node.name;
    next.type = name_of(node.kind);
    for (ValueId input : node.inputs) {
      const auto found = drawn.find(input);
      if (found == drawn.end()) continue;  // a constant
      const auto& known = next.inputs;
      if (std::find(known.begin(), known.end(), found->second) == known.end()) {
        next.inputs.push_back(found->second);
      }
    }
    const auto layer = layer_indexes.find(node.name);
    if (layer != layer_indexes.end()) next.layer = layer->second;
    for (ValueId output : node.outputs) drawn[output] = static_cast<int64_t>(nodes.size());
    nodes.push_back(std::move(next));
  }
  return nodes;
}

}  // namespace msquant
