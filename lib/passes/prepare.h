// The passes between reading a model and calibrating it, in their order.
#pragma once

#include "graph/graph.h"
#include "quant/quant_config.h"

namespace msquant {

// absorb_bias, fold_batch_norm if the configuration says so, insert_quant. Throws what they throw.
void prepare_for_calibration(Graph& graph, const QuantConfig& config);

}  // namespace msquant
