// Runs a graph node by node with plain loops: slow and obviously right, the oracle of the tests.
#pragma once

#include <memory>

#include "engine/executor.h"

namespace msquant {

// Nodes that depend on constants alone are computed once, here. `options.threads` has no effect.
// A watched value may be of any floating-point type; the tap sees it converted to float32. Throws
// Error(kUnsupported) naming node and operator if the operator has no kernel for its element types.
std::unique_ptr<Executor> make_reference_executor(const Graph& graph,
                                                  const ExecutorOptions& options);

}  // namespace msquant
