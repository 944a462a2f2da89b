// Runs graphs on oneDNN: operators are fused, weights are packed once, and tensors keep the layout
// that the convolutions prefer.
#pragma once

#include <memory>

#include "engine/executor.h"

namespace msquant {

std::unique_ptr<Executor> make_onednn_executor(const Graph& graph, const ExecutorOptions& options);

}  // namespace msquant
