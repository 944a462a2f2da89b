// Calibration proper: samples go through the graph once and leave statistics behind.
#pragma once

#include "base/events.h"
#include "calibrate/stats_map.h"
#include "comm/workers.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "passes/insert_quant.h"

namespace msquant {

// Runs all of `samples` (one in a batch, a rank's part of all) through `graph` in streams, and
// collects what the estimators of `methods` need of the inputs of their FakeQuants, which have no
// parameters; the statistics of all ranks are merged. Memory does not grow with the number of
// samples, and the result does not depend on the number of streams and ranks. Throws Error(kData)
// naming the value if an activation is NaN or infinite.
StatsMap observe(const Graph& graph, const ActivationMethods& methods, SampleStream& samples,
                 const Workers& workers, Events& events);

// Gives every FakeQuant in `methods` its parameters.
void set_activation_params(Graph& graph, const StatsMap& stats, const ActivationMethods& methods);

}  // namespace msquant
