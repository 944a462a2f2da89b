// Whether two graphs compute the same, bit for bit.
#pragma once

#include <vector>

#include "data/sample_stream.h"
#include "graph/graph.h"

namespace msquant {

// Runs every sample (of batch size 1) through both graphs, at their own batch size, in `threads`
// streams.
// Throws Error(kInternal) naming what differs: the type of an input or output, or the first sample
// and output whose bytes are not equal. Throws what the executor throws.
void require_same_results(const Graph& expected, const Graph& actual,
                          const std::vector<ModelInputs>& samples, int threads);

}  // namespace msquant
