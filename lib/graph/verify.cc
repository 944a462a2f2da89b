#include "graph/verify.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/error.h"
#include "graph/shape_inference.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

void require(bool condition, const std::string& where, const std::string& rule) {
  if (!condition) throw Error(ErrorKind::kInternal, "broken graph", where, rule);
}

void verify_node(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  const std::string where = "node '" + node.name + "'";
  require(!node.name.empty(), where, "a node has no name");
  require(node.outputs.size() == 1, where, "a node has one output");
  const Value& output = graph.value(node.outputs[0]);
  require(output.producer == id, where, "its output names another producer");
  require(output.type == infer_type(graph, node), where, "its output has a stale type");
  for (ValueId input : node.inputs) {
    const auto& users = graph.value(input).users;
    require(std::count(users.begin(), users.end(), id) ==
                std::count(node.inputs.begin(), node.inputs.end(), input),
            where, "its input '" + graph.value(input).name + "' does not list it as a user");
  }
}

void verify_value(const Value& value) {
  if (!value.constant) return;
  require(value.producer == kNoId, "value '" + value.name + "'", "a constant has a producer");
  require(value.type == TensorType{value.constant->dtype(), value.constant->shape()},
          "value '" + value.name + "'", "a constant has another type than its value");
}

}  // namespace

void verify(const Graph& graph) {
  require(!graph.outputs().empty(), graph.name(), "the graph has no output");
  std::unordered_set<std::string> names;
  for (NodeId id : graph.node_ids()) {
    verify_node(graph, id);
    require(names.insert(graph.node(id).name).second, "node '" + graph.node(id).name + "'",
            "two nodes have this name");
  }
  for (ValueId id = 0; id < graph.value_count(); ++id) verify_value(graph.value(id));
  topological_order(graph);
}

}  // namespace msquant
