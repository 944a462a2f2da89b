// How each operator of a graph is spelled in GE's words, and back. To add one, give it a row in
// air_ops_write.cc and in air_ops_read.cc, with a function of its own if it needs one.
#pragma once

#include <string>
#include <vector>

#include "formats/air/air_builder.h"
#include "formats/air/air_node.h"
#include "graph/graph.h"

namespace msquant {

// Writes the operators that stand for `node`. Throws Error(kUnsupported) naming the node if GE has
// no such operator.
void write_node(AirBuilder& builder, const Node& node);

// Adds to the graph what the operator stands for, and returns its first result; node.more_results
// has the others. Throws Error(kUnsupported) naming node and operator, Error(kModel) naming the
// node if it is malformed.
ValueId read_node(AirNode& node);

// The functions of the rows, by family. A writer is given GE's name of the operator.

// air_quant_chain.cc, air_quant_chain_read.cc, air_convolution.cc
AirValue write_convolution(AirBuilder& builder, const Node& node, const char* type);
AirValue write_conv_transpose(AirBuilder& builder, const Node& node, const char* type);
AirValue write_matmul(AirBuilder& builder, const Node& node, const char* type);
AirValue write_quantize(AirBuilder& builder, const Node& node, const char* type);
AirValue write_dequantize(AirBuilder& builder, const Node& node, const char* type);
ValueId read_convolution(AirNode& node);
ValueId read_depthwise_convolution(AirNode& node);
ValueId read_conv_transpose(AirNode& node);
ValueId read_matmul(AirNode& node);
ValueId read_batch_matmul(AirNode& node);
ValueId read_bias_add(AirNode& node);
ValueId read_sub(AirNode& node);
ValueId read_quantize(AirNode& node);
ValueId read_dequantize(AirNode& node);

// air_write_functions.cc, air_read_functions.cc: functions of elements
AirValue write_leaky_relu(AirBuilder& builder, const Node& node, const char* type);
AirValue write_elu(AirBuilder& builder, const Node& node, const char* type);
AirValue write_clip(AirBuilder& builder, const Node& node, const char* type);
AirValue write_hard_sigmoid(AirBuilder& builder, const Node& node, const char* type);
AirValue write_gelu(AirBuilder& builder, const Node& node, const char* type);
AirValue write_prelu(AirBuilder& builder, const Node& node, const char* type);
AirValue write_cast(AirBuilder& builder, const Node& node, const char* type);
ValueId read_leaky_relu(AirNode& node);
ValueId read_elu(AirNode& node);
ValueId read_clip(AirNode& node);
ValueId read_hard_sigmoid(AirNode& node);
ValueId read_swish(AirNode& node);
ValueId read_exp(AirNode& node);
ValueId read_log(AirNode& node);
ValueId read_prelu(AirNode& node);
ValueId read_cast(AirNode& node);

// air_write_norm.cc, air_read_norm.cc: normalization and reductions
AirValue write_bias_add(AirBuilder& builder, const Node& node, const char* type);
AirValue write_batch_norm(AirBuilder& builder, const Node& node, const char* type);
AirValue write_layer_norm(AirBuilder& builder, const Node& node, const char* type);
AirValue write_group_norm(AirBuilder& builder, const Node& node, const char* type);
AirValue write_softmax(AirBuilder& builder, const Node& node, const char* type);
AirValue write_reduce(AirBuilder& builder, const Node& node, const char* type);
ValueId read_batch_norm(AirNode& node);
ValueId read_layer_norm(AirNode& node);
ValueId read_softmax(AirNode& node);
ValueId read_reduce(AirNode& node);

// air_pool.cc, air_resize.cc
AirValue write_max_pool(AirBuilder& builder, const Node& node, const char* type);
AirValue write_avg_pool(AirBuilder& builder, const Node& node, const char* type);
AirValue write_adaptive_pool(AirBuilder& builder, const Node& node, const char* type);
AirValue write_resize(AirBuilder& builder, const Node& node, const char* type);
ValueId read_pool(AirNode& node);           // MaxPool, AvgPool
ValueId read_explicit_pool(AirNode& node);  // MaxPoolV3, AvgPoolV2
ValueId read_global_pool(AirNode& node);
ValueId read_adaptive_pool(AirNode& node);
ValueId read_resize_v2(AirNode& node);  // ResizeNearestNeighborV2, ResizeBilinearV2
ValueId read_resize(AirNode& node);

// air_write_shape.cc, air_read_shape.cc, air_read_part.cc: operators that move elements
AirValue write_reshape(AirBuilder& builder, const Node& node, const char* type);
AirValue write_flatten(AirBuilder& builder, const Node& node, const char* type);
AirValue write_transpose(AirBuilder& builder, const Node& node, const char* type);
AirValue write_concat(AirBuilder& builder, const Node& node, const char* type);
AirValue write_pad(AirBuilder& builder, const Node& node, const char* type);
AirValue write_slice(AirBuilder& builder, const Node& node, const char* type);
AirValue write_gather(AirBuilder& builder, const Node& node, const char* type);
AirValue write_broadcast(AirBuilder& builder, const Node& node, const char* type);
AirValue write_tile(AirBuilder& builder, const Node& node, const char* type);
ValueId read_reshape(AirNode& node);
ValueId read_flatten(AirNode& node);
ValueId read_squeeze(AirNode& node);
ValueId read_unsqueeze(AirNode& node);
ValueId read_transpose(AirNode& node);
ValueId read_concat(AirNode& node);
ValueId read_pack(AirNode& node);
ValueId read_pad(AirNode& node);
ValueId read_broadcast(AirNode& node);
ValueId read_tile(AirNode& node);
ValueId read_strided_slice(AirNode& node);
ValueId read_slice(AirNode& node);
ValueId read_split(AirNode& node);
ValueId read_gather(AirNode& node);

// What writers of all families share.
[[noreturn]] void fail_to_write(const Node& node, const std::string& because);
const TensorType& result_type(const AirBuilder& builder, const Node& node);
// One operator for the node: its inputs, then the extra ones.
AirValue write_op(AirBuilder& builder, const Node& node, const std::string& type,
                  const AirAttributes& attributes, const std::vector<AirValue>& extra_inputs = {});
// A one-dimensional int64 constant.
AirValue write_integers(AirBuilder& builder, const std::string& name,
                        const std::vector<int64_t>& values);
AirValue write_number(AirBuilder& builder, const std::string& name, DType dtype, float value);
// `x` under the shape; one dimension may be written as -1 so that it follows the batch size.
AirValue write_reshape_to(AirBuilder& builder, const std::string& name, const AirValue& x,
                          const Shape& shape, const Shape& written);
// An input that is a vector along the channels, as [C, 1, …], which broadcasts along dimension 1 of
// the node's result.
AirValue write_channels(AirBuilder& builder, const Node& node, size_t input);
std::vector<int64_t> image_list(const Pair& pair);          // [1, 1, height, width]
std::vector<int64_t> padding_list(const Padding& padding);  // [top, bottom, left, right]

}  // namespace msquant
