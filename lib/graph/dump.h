// A graph as text, one line a node, for people and for golden tests:
//   conv1 = Conv2d(x, conv1.weight) stride=[2, 2] pads=[2, 3, 2, 3] : float32[1, 64, 16, 16]
#pragma once

#include <string>

#include "graph/graph.h"

namespace msquant {

std::string dump(const Graph& graph);

}  // namespace msquant
