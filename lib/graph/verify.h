// The invariants of a graph, checked after every pass.
#pragma once

#include "graph/graph.h"

namespace msquant {

// Throws Error(kInternal) naming the first broken rule: links agree in both directions, names of
// nodes are unique and not empty, types equal what inference gives, constants have the type of
// their value, there is an output, and the graph has no cycle.
void verify(const Graph& graph);

}  // namespace msquant
