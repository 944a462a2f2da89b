// What every executor checks before it runs.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace msquant {

struct InputSpec {
  ValueId id = kNoId;
  std::string name;
  TensorType type;
};

// The graph's inputs in order.
std::vector<InputSpec> input_specs(const Graph& graph);

// Throws Error(kData), naming the first input that is missing, left over or of another type.
void check_inputs(const std::vector<InputSpec>& expected, const std::vector<Tensor>& inputs);

}  // namespace msquant
