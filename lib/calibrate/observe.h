// Calibration proper: samples go through the graph once and leave statistics behind.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/events.h"
#include "comm/workers.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "passes/insert_quant.h"
#include "quant/tensor_stats.h"

namespace msquant {

// Statistics of the observed values, by id.
using StatsMap = std::map<ValueId, TensorStats>;

// Which values get a histogram: those whose estimators need one, or all (for a report).
enum class Histograms { kWhereNeeded, kEverywhere };

// What the first samples did.
struct Milestone {
  int64_t images = 0;
  StatsMap stats;
};

// Runs all of `samples` (one in a batch, a rank's part of all) through `graph` in streams, and
// collects what the estimators of `methods` need of the inputs of their FakeQuants, which have no
// parameters; what all ranks saw is merged. Returns it after an eighth, a quarter, half and all of
// the samples, without the steps that add none. Memory does not grow with the number of samples,
// and the result does not depend on the number of streams and ranks (only an unreadable image of a
// lower rank moves the earlier milestones by one). Throws Error(kData) naming the value if an
// activation is NaN or infinite.
std::vector<Milestone> observe_in_steps(const Graph& graph, const ActivationMethods& methods,
                                        SampleStream& samples, const Workers& workers,
                                        Events& events,
                                        Histograms histograms = Histograms::kWhereNeeded);

// The last of them alone.
StatsMap observe(const Graph& graph, const ActivationMethods& methods, SampleStream& samples,
                 const Workers& workers, Events& events);

// Gives every FakeQuant in `methods` its parameters.
void set_activation_params(Graph& graph, const StatsMap& stats, const ActivationMethods& methods,
                           int threads = 1);

}  // namespace msquant
