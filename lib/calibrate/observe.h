// Calibration proper: samples go through the graph once and leave statistics behind.
#pragma once

#include <map>

#include "base/events.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "passes/insert_quant.h"
#include "quant/tensor_stats.h"

namespace msquant {

// Statistics of the observed values, by id.
using StatsMap = std::map<ValueId, TensorStats>;

// Runs all of `samples` (one in a batch) through `graph` in `threads` streams, and collects what
// the estimators of `methods` need of the inputs of their FakeQuants, which have no parameters.
// Memory does not grow with the number of samples, and the result does not depend on `threads`.
// Throws Error(kData) naming the value if an activation is NaN or infinite.
StatsMap observe(const Graph& graph, const ActivationMethods& methods, SampleStream& samples,
                 int threads, Events& events);

// Gives every FakeQuant in `methods` its parameters.
void set_activation_params(Graph& graph, const StatsMap& stats, const ActivationMethods& methods);

}  // namespace msquant
