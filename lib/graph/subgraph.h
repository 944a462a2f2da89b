// A part of a graph as a graph of its own.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// What computes `outputs` from `inputs`: the nodes between them, under their names. An output that
// is an input itself comes through an Identity. Nothing else of the graph is needed; throws
// Error(kInternal) if it is.
Graph subgraph(const Graph& graph, const std::vector<ValueId>& inputs,
               const std::vector<ValueId>& outputs);

// The values of `known` from which `outputs` can be computed, those nearest to them. Nothing if
// they do not suffice.
std::optional<std::vector<ValueId>> sources_of(const Graph& graph,
                                               const std::vector<ValueId>& outputs,
                                               const std::set<ValueId>& known);

// The values that `nodes`, and what depends on them, take from elsewhere, without those that depend
// on no input of the graph.
std::vector<ValueId> border_of(const Graph& graph, const std::vector<NodeId>& nodes);

}  // namespace msquant
