// What calibration remembers of a graph.
#pragma once

#include <map>

#include "comm/comm.h"
#include "graph/graph.h"
#include "quant/tensor_stats.h"

namespace msquant {

// Statistics of the observed values, by id.
using StatsMap = std::map<ValueId, TensorStats>;

// What all ranks have seen of the same values, on every rank.
StatsMap merged_over_ranks(StatsMap mine, Comm& comm);

}  // namespace msquant
