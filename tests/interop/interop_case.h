// A model with inputs, and the outputs that some other software gives for them.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace msquant {

struct InteropCase {
  std::string name;
  Graph graph;
  std::vector<Tensor> inputs, expected;
};

// Does `graph`, run by the reference engine, give what the case expects?
bool gives_expected(const InteropCase& given, const Graph& graph);

}  // namespace msquant
