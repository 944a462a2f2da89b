// Runs what a reader made of a file.
#pragma once

#include "graph/graph.h"

namespace msquant {

// Runs a verified graph once on each engine, on numbers of its own. Graphs that would take long, by
// the number of their nodes or of the elements of a value, are left alone.
void run_small(const Graph& graph);

}  // namespace msquant
