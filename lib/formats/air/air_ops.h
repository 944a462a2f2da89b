// How each operator of a graph is spelled in GE's words, and back.
#pragma once

#include "formats/air/air_builder.h"
#include "formats/air/air_node.h"
#include "graph/graph.h"

namespace msquant {

// Writes the operators that stand for `node`. Throws Error(kUnsupported) naming the node if GE has
// no such operator.
void write_node(AirBuilder& builder, const Node& node);

// Adds to the graph what the operator stands for, and returns its result. Throws
// Error(kUnsupported) naming node and operator, Error(kModel) naming the node if it is malformed.
ValueId read_node(AirNode& node);

// The parts of the two, by family.
AirValue write_convolution(AirBuilder& builder, const Node& node);
AirValue write_matmul(AirBuilder& builder, const Node& node);
AirValue write_quantize(AirBuilder& builder, const Node& node);
AirValue write_dequantize(AirBuilder& builder, const Node& node);
AirValue write_max_pool(AirBuilder& builder, const Node& node);
AirValue write_avg_pool(AirBuilder& builder, const Node& node);

ValueId read_convolution(AirNode& node);
ValueId read_matmul(AirNode& node);
ValueId read_batch_matmul(AirNode& node);
ValueId read_bias_add(AirNode& node);
ValueId read_sub(AirNode& node);
ValueId read_quantize(AirNode& node);
ValueId read_dequantize(AirNode& node);
ValueId read_pool(AirNode& node);           // MaxPool, AvgPool
ValueId read_explicit_pool(AirNode& node);  // MaxPoolV3, AvgPoolV2

// What writers of all families share.
[[noreturn]] void fail_to_write(const Node& node, const std::string& because);
std::vector<int64_t> image_list(const Pair& pair);          // [1, 1, height, width]
std::vector<int64_t> padding_list(const Padding& padding);  // [top, bottom, left, right]

}  // namespace msquant
