// Weights and biases of layers as bytes, and back into a graph.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// Of layers between FakeQuants, in order.
std::string layer_bytes(const Graph& graph, const std::vector<NodeId>& layers);

// Gives the same layers of an equal graph what layer_bytes() has returned. Throws Error(kInternal)
// if these are not as many bytes.
void set_layer_bytes(Graph& graph, const std::vector<NodeId>& layers, std::string_view bytes);

}  // namespace msquant
