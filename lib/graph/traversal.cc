#include "graph/traversal.h"

#include <functional>
#include <queue>
#include <unordered_map>

#include "base/error.h"

namespace msquant {
namespace {

std::unordered_map<NodeId, int> count_pending_inputs(const Graph& graph) {
  std::unordered_map<NodeId, int> pending;
  for (NodeId id : graph.node_ids()) {
    int& count = pending[id];
    for (ValueId input : graph.node(id).inputs) {
      if (graph.value(input).producer != kNoId) ++count;
    }
  }
  return pending;
}

}  // namespace

std::vector<NodeId> topological_order(const Graph& graph) {
  std::unordered_map<NodeId, int> pending = count_pending_inputs(graph);
  std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
  for (const auto& [id, count] : pending) {
    if (count == 0) ready.push(id);
  }
  std::vector<NodeId> order;
  order.reserve(pending.size());
  while (!ready.empty()) {
    const NodeId id = ready.top();
    ready.pop();
    order.push_back(id);
    for (ValueId output : graph.node(id).outputs) {
      for (NodeId user : graph.value(output).users) {
        if (--pending[user] == 0) ready.push(user);
      }
    }
  }
  for (NodeId id : graph.node_ids()) {
    if (pending[id] > 0) {
      throw Error(ErrorKind::kModel, "the graph has a cycle", "node '" + graph.node(id).name + "'");
    }
  }
  return order;
}

void erase_dead_nodes(Graph& graph) {
  const std::vector<NodeId> order = topological_order(graph);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    bool is_dead = true;
    for (ValueId output : graph.node(*it).outputs) {
      is_dead = is_dead && graph.value(output).users.empty() && !graph.is_output(output);
    }
    if (is_dead) graph.erase_node(*it);
  }
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    Value& value = graph.value(id);
    if (value.users.empty() && !graph.is_output(id)) value.constant.reset();
  }
}

}  // namespace msquant
