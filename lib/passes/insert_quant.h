// Puts a FakeQuant before the two operands of every layer that the configuration names.
#pragma once

#include "graph/graph.h"
#include "quant/quant_config.h"

namespace msquant {

// The weight's FakeQuant gets its parameters at once (they need no data), the activation's is
// empty: calibration fills it. Consumers of one tensor share one FakeQuant. Throws Error(kConfig)
// with a suggestion if a layer does not exist, or with the reason if it cannot be quantized.
void insert_quant(Graph& graph, const QuantConfig& config);

}  // namespace msquant
