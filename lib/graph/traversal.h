// Orders in which to visit a graph. No function here recurses, so a hostile deep graph cannot
// overflow the stack.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace msquant {

// Every node after the producers of its inputs; among nodes that are ready, the one added first.
// Throws Error(kModel) naming a node if the graph has a cycle.
std::vector<NodeId> topological_order(const Graph& graph);

// Erases the nodes that no output depends on, and frees the constants that nobody uses then.
void erase_dead_nodes(Graph& graph);

}  // namespace msquant
