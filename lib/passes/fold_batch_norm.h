// Folds batch normalization into the convolution before it:
//   w' = w * gamma / sqrt(variance + epsilon),  b' = (b - mean) * gamma / sqrt(…) + beta
#pragma once

#include "graph/graph.h"

namespace msquant {

// Only where the batch normalization is the convolution's single consumer. The new bias is named
// "<conv>.bias". Throws Error(kModel) naming the parameter if the result is not finite, after which
// the graph is of no use. Returns the number of folded nodes.
int fold_batch_norm(Graph& graph, int threads = 1);

}  // namespace msquant
