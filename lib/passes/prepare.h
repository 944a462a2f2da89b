// The passes that every float model goes through before it is quantized or compared with one that
// is.
#pragma once

#include "graph/graph.h"

namespace msquant {

// absorb_bias, then fold_batch_norm if `fuse_bn`. Throws what they throw.
void prepare(Graph& graph, bool fuse_bn, int threads = 1);

}  // namespace msquant
