// A small graph for every operator, and for every attribute that changes how a format spells it.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace msquant {

// Each has one float32 input "x" and is named after what it shows.
std::vector<Graph> operator_graphs();

}  // namespace msquant
