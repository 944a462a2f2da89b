// The configurations that msmodelslim's and AMCT's create_quant_config would write for a network.
#pragma once

#include "graph/graph.h"
#include "quant/quant_config.h"

namespace msquant {

// Convolutions of more than 16 input channels (all groups together) and matrix products with a
// constant weight, in the order in which the graph's nodes were added.
QuantConfig generate_config(const Graph& graph);

// For AMCT: every layer that can be quantized, those of generate_config() switched on. A matrix
// product has one scale for all output channels, because AMCT refuses channel_wise there.
QuantConfig generate_amct_config(const Graph& graph);

// Why a node cannot be quantized at all, or "" if it can.
std::string reason_not_quantizable(const Graph& graph, const Node& node);

// Why generate_config() leaves a node out, or "" if it lists it.
std::string reason_not_generated(const Graph& graph, const Node& node);

}  // namespace msquant
