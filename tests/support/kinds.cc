#include "support/kinds.h"

namespace msquant {

std::map<std::string, int> count_kinds(const Graph& graph) {
  std::map<std::string, int> counts;
  for (NodeId id : graph.node_ids()) ++counts[std::string(name_of(graph.node(id).kind))];
  return counts;
}

}  // namespace msquant
