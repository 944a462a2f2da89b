// What a graph is made of.
#pragma once

#include <map>
#include <string>

#include "graph/graph.h"

namespace msquant {

// How many nodes of each kind: {"Conv2d", 2}, …
std::map<std::string, int> count_kinds(const Graph& graph);

}  // namespace msquant
