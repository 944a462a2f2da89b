// How MindIR spells our operators: one row each, for the writer. To add one, give it a row and, if
// it is more than its primitive with its inputs, a function that writes it.
#pragma once

#include <string>

#include "formats/mindir/mindir_builder.h"
#include "graph/graph.h"

namespace msquant {

// Writes the operators that stand for `node` and makes the result known to the builder. Throws
// Error(kUnsupported) naming the node if MindSpore has no such operator.
void write_mindir_node(MindirBuilder& builder, const Node& node);

[[noreturn]] void fail_to_write_mindir(const Node& node, const std::string& because);

// Each returns what the file calls the result.

// mindir_write_functions.cc
std::string write_mindir_log(MindirBuilder& builder, const Node& node);
std::string write_mindir_leaky_relu(MindirBuilder& builder, const Node& node);
std::string write_mindir_elu(MindirBuilder& builder, const Node& node);
std::string write_mindir_clip(MindirBuilder& builder, const Node& node);
std::string write_mindir_hard_sigmoid(MindirBuilder& builder, const Node& node);
std::string write_mindir_gelu(MindirBuilder& builder, const Node& node);
std::string write_mindir_prelu(MindirBuilder& builder, const Node& node);

// mindir_write_norm.cc
std::string write_mindir_batch_norm(MindirBuilder& builder, const Node& node);
std::string write_mindir_layer_norm(MindirBuilder& builder, const Node& node);
std::string write_mindir_group_norm(MindirBuilder& builder, const Node& node);
std::string write_mindir_softmax(MindirBuilder& builder, const Node& node);
std::string write_mindir_reduce(MindirBuilder& builder, const Node& node);

// mindir_write_window.cc
std::string write_mindir_conv2d(MindirBuilder& builder, const Node& node);
std::string write_mindir_conv_transpose(MindirBuilder& builder, const Node& node);
// [1, 1, height, width]
mind_ir::AttributeProto mindir_image_literal(const Pair& pair);

// mindir_write_pool.cc
std::string write_mindir_max_pool(MindirBuilder& builder, const Node& node);
std::string write_mindir_avg_pool(MindirBuilder& builder, const Node& node);

// mindir_write_image.cc
std::string write_mindir_resize(MindirBuilder& builder, const Node& node);
std::string write_mindir_adaptive_pool(MindirBuilder& builder, const Node& node);

// mindir_write_shape.cc
std::string write_mindir_reshape(MindirBuilder& builder, const Node& node);
std::string write_mindir_flatten(MindirBuilder& builder, const Node& node);
std::string write_mindir_transpose(MindirBuilder& builder, const Node& node);
std::string write_mindir_concat(MindirBuilder& builder, const Node& node);
std::string write_mindir_pad(MindirBuilder& builder, const Node& node);
std::string write_mindir_slice(MindirBuilder& builder, const Node& node);
std::string write_mindir_gather(MindirBuilder& builder, const Node& node);
std::string write_mindir_broadcast_to(MindirBuilder& builder, const Node& node);
std::string write_mindir_tile(MindirBuilder& builder, const Node& node);
std::string write_mindir_cast(MindirBuilder& builder, const Node& node);
std::string write_mindir_identity(MindirBuilder& builder, const Node& node);
// The attributes of a PadV3 that pads with one number.
MindirHypers mindir_constant_padding();

// mindir_write_quant.cc
std::string write_mindir_matmul(MindirBuilder& builder, const Node& node);
std::string write_mindir_quantize(MindirBuilder& builder, const Node& node);
std::string write_mindir_dequantize(MindirBuilder& builder, const Node& node);
// Adds the bias along dimension 1, if `node` has one, to the product of its other inputs, which is
// of that type.
std::string add_mindir_bias(MindirBuilder& builder, const Node& node, std::string product,
                            const TensorType& type);

}  // namespace msquant
