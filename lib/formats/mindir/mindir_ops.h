// The operators of MindIR that msquant reads: one row each. To add one, write its lowering and give
// it a row.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "formats/mindir/mindir_node.h"

namespace msquant {

struct MindirOp {
  std::string_view primitive;
  // Adds to the graph what the operator computes and returns its result. Null for Constant, which
  // is no operator.
  Operand (*lower)(MindirNode&);
  // How many of the first inputs matter; the others only order side effects. -1: all.
  int data_inputs = -1;

  int count_data_inputs(int inputs) const {
    return data_inputs < 0 ? inputs : std::min(inputs, data_inputs);
  }
};

// The row of that primitive, or nullptr.
const MindirOp* find_mindir_op(std::string_view primitive);

// "Add, AvgPool, …"
std::string supported_mindir_ops();

// mindir_ops_window.cc
Operand lower_conv2d(MindirNode& node);
Operand lower_conv_transpose(MindirNode& node);
Operand lower_max_pool(MindirNode& node);
Operand lower_avg_pool(MindirNode& node);
// Of volumes of depth 1, to which MindSpore lifts images.
Operand lower_flat_max_pool(MindirNode& node);
Operand lower_flat_avg_pool(MindirNode& node);

// mindir_ops_image.cc
Operand lower_resize_nearest(MindirNode& node);
Operand lower_resize_bilinear(MindirNode& node);
Operand lower_adaptive_avg_pool(MindirNode& node);

// mindir_ops_math.cc
Operand lower_matmul(MindirNode& node);
Operand lower_bias_add(MindirNode& node);
Operand lower_softmax(MindirNode& node);
Operand lower_dropout(MindirNode& node);
Operand lower_reduce(MindirNode& node, OpKind kind);
Operand lower_reduce_ext(MindirNode& node, OpKind kind);  // with a dtype in place of a skip_mode
template <OpKind kKind>
Operand lower_reduce(MindirNode& node) {
  return lower_reduce(node, kKind);
}
template <OpKind kKind>
Operand lower_reduce_ext(MindirNode& node) {
  return lower_reduce_ext(node, kKind);
}

// mindir_ops_norm.cc
Operand lower_batch_norm(MindirNode& node);
Operand lower_layer_norm(MindirNode& node);
Operand lower_layer_norm_ext(MindirNode& node);
Operand lower_group_norm(MindirNode& node);
Operand lower_instance_norm(MindirNode& node);

// mindir_ops_elementwise.cc
template <OpKind kKind>
Operand lower_unary(MindirNode& node) {
  return node.add_op(kKind, {}, {node.tensor(0)});
}
Operand lower_binary(MindirNode& node, OpKind kind);
template <OpKind kKind>
Operand lower_binary(MindirNode& node) {
  return lower_binary(node, kKind);
}
Operand lower_sub(MindirNode& node);
Operand lower_add_ext(MindirNode& node);
Operand lower_sub_ext(MindirNode& node);
Operand lower_inplace_add(MindirNode& node);
Operand lower_add_n(MindirNode& node);
Operand lower_square(MindirNode& node);
Operand lower_log(MindirNode& node);
Operand lower_leaky_relu(MindirNode& node);
Operand lower_elu(MindirNode& node);
Operand lower_hard_sigmoid(MindirNode& node);
Operand lower_clamp(MindirNode& node);
Operand lower_gelu_ext(MindirNode& node);
Operand lower_prelu(MindirNode& node);

// mindir_ops_shape.cc
Operand lower_reshape(MindirNode& node);
Operand lower_flatten(MindirNode& node);
Operand lower_transpose(MindirNode& node);
Operand lower_concat(MindirNode& node);
Operand lower_pad(MindirNode& node);
Operand lower_pad_v3(MindirNode& node);
Operand lower_expand_dims(MindirNode& node);
Operand lower_squeeze(MindirNode& node);
Operand lower_broadcast_to(MindirNode& node);
Operand lower_tile(MindirNode& node);

// mindir_ops_part.cc
Operand lower_slice(MindirNode& node);
Operand lower_strided_slice(MindirNode& node);
Operand lower_split(MindirNode& node);
Operand lower_unstack(MindirNode& node);
Operand lower_stack(MindirNode& node);
Operand lower_gather(MindirNode& node);

// mindir_ops_quant.cc
Operand lower_quant(MindirNode& node);
Operand lower_dequant(MindirNode& node);
Operand lower_cast(MindirNode& node);
// Sub(int8 weight, int8 offset), folded; nothing if the node is not that.
std::optional<Operand> fold_weight_offset(MindirNode& node);

// mindir_ops_structure.cc
Operand lower_first_input(MindirNode& node);
Operand lower_state(MindirNode& node);
Operand lower_make_tuple(MindirNode& node);
Operand lower_tuple_get_item(MindirNode& node);

}  // namespace msquant
