// The layers between FakeQuants: what insert_quant made and calibration completes.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace msquant {

// The parameters of the FakeQuant that makes `value`; null if none makes it or it has none yet.
const QuantParams* fake_quant_params(const Graph& graph, ValueId value);

// What the FakeQuant that makes `value` simulates the quantization of.
ValueId fake_quant_input(const Graph& graph, ValueId value);

// Convolutions and matrix products both of whose operands go through a FakeQuant with parameters,
// each after those it depends on.
std::vector<NodeId> quantized_layers(const Graph& graph);

// Those that no other of them depends on: after them all is float.
std::vector<NodeId> last_quantized_layers(const Graph& graph);

// The float32 weight of such a layer, or of one that is not quantized.
Tensor weight_of(const Graph& graph, const Node& layer);

// The weight that its quantization stands for.
Tensor simulated_weight_of(const Graph& graph, const Node& layer);

// Makes `weight` the layer's weight; the FakeQuant stays.
void set_weight(Graph& graph, NodeId layer, Tensor weight);

// Multiplies the weight of a quantized layer and its scales: the integers stay the same.
void scale_quantized_weight(Graph& graph, NodeId layer, float factor);

// The layer's bias, zeros if it has none; and a new one.
std::vector<float> bias_of(const Graph& graph, const Node& layer);
void set_bias(Graph& graph, NodeId layer, const std::vector<float>& bias);

// The dimension of the weight that runs over output channels: 0, or 1 for a matrix [in, out].
int output_channel_axis(const Node& layer);

}  // namespace msquant
