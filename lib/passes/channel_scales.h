// Channels of activations that can be rescaled without changing what the network computes.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace msquant {

// Values between layers that are tied together by operators f with f(x / s) = f(x) / s for s > 0
// (ReLU, pooling, addition, …): a chain, or a whole residual stream. Their channels can all be
// divided by the same scales, if the layers that make them divide the rows of their weights and
// their biases, and those that use them multiply the columns.
struct ScaleGroup {
  int64_t channels = 0;
  std::vector<NodeId> producers, consumers;  // Conv2d or MatMul, in the order of the graph's nodes
};

// Groups that are free to be rescaled: all is made and used by Conv2d and MatMul with constant
// weights, no value is an input or output of the graph or passes another kind of operator (ReLU6
// and Clip have bounds of their own).
std::vector<ScaleGroup> scale_groups(const Graph& graph);

// Divides channel c of the group's values by scales[c] > 0. The network's outputs stay the same but
// for rounding.
void rescale(Graph& graph, const ScaleGroup& group, const std::vector<float>& scales);

// Divides channel c of the layer's input by factors[c] > 0, by an operator of its own, and
// multiplies the weights of that channel. So AMCT's DMQ balance is carried out where it cannot be
// folded into the layers before. The network's outputs stay the same but for rounding. The caller
// must make sure that there is a factor for each channel of input_channels().
void balance_input(Graph& graph, NodeId layer, const std::vector<float>& factors);

// The channels of a Conv2d's or MatMul's input.
int64_t input_channels(const Graph& graph, const Node& layer);

// Which channels of a group of `channels` a row of a consumer's weight multiplies: its first `taps`
// elements channel `first`, the next ones the next channel, and so on.
struct RowChannels {
  int64_t first = 0, taps = 1;
};
RowChannels row_channels(const Node& consumer, const Shape& weight_shape, int64_t channels,
                         int64_t row);

}  // namespace msquant
