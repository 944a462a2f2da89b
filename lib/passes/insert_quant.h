// Puts a FakeQuant before the two operands of every layer that the configuration names.
#pragma once

#include <map>

#include "graph/graph.h"
#include "quant/layer_methods.h"
#include "quant/quant_config.h"

namespace msquant {

// How the parameters of a FakeQuant are to be chosen, by its node.
using ActivationMethods = std::map<NodeId, ActivationMethod>;

// The weight's FakeQuant gets its parameters at once (they need no data), the activation's is
// empty: calibration fills it by the method returned. `global` is for layers of which neither they
// themselves nor their type are said to be quantized otherwise. Layers that quantize one tensor by
// the same method share its FakeQuant; of another method, they get one of their own. Throws
// Error(kConfig) with a suggestion if a layer does not exist, or with the reason if it cannot be
// quantized.
ActivationMethods insert_quant(Graph& graph, const QuantConfig& config,
                               const LayerMethods& global = {}, int threads = 1);

}  // namespace msquant
