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

}  // namespace msquant
