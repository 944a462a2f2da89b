// From an operator to the kernel that computes it.
#pragma once

#include "engine/reference/kernels.h"
#include "graph/graph.h"

namespace msquant {

// Throws Error(kUnsupported) naming node and operator if no kernel takes the node's input types.
void require_kernel(const Graph& graph, const Node& node);

// Computes the output of a node that require_kernel() accepted. Operators on float16 and bfloat16
// compute in float32 and round the result once.
Tensor run_kernel(const KernelCall& call);

}  // namespace msquant
