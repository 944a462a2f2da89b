// Calibration proper: samples go through the graph once and leave statistics behind.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/events.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "passes/insert_quant.h"
#include "quant/tensor_stats.h"

namespace msquant {

// Statistics of the observed values, by id.
using StatsMap = std::map<ValueId, TensorStats>;

// What the first samples did.
struct Milestone {
  int64_t images = 0;
  StatsMap stats;
};

// Runs all of `samples` (one in a batch) through `graph` in `threads` streams, and
// collects statistics of the input of every FakeQuant that has no parameters: after an eighth, a
// quarter, half and all of the samples, without the steps that add none. Memory does not grow
// with the number of samples, and the result does not depend on `threads`. Throws Error(kData)
// naming the value if an activation is NaN or infinite.
std::vector<Milestone> observe_in_steps(const Graph& graph, SampleStream& samples, int threads,
                                        Events& events);

// The last of them alone.
StatsMap observe(const Graph& graph, SampleStream& samples, int threads, Events& events);

// Gives every FakeQuant in `methods` its parameters.
void set_activation_params(Graph& graph, const StatsMap& stats, const ActivationMethods& methods);

}  // namespace msquant
