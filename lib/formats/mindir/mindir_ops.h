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
Operand lower_max_pool(MindirNode& node);
Operand lower_avg_pool(MindirNode& node);

// mindir_ops_math.cc
Operand lower_matmul(MindirNode& node);
Operand lower_bias_add(MindirNode& node);
Operand lower_batch_norm(MindirNode& node);
Operand lower_relu(MindirNode& node);
Operand lower_relu6(MindirNode& node);
Operand lower_sigmoid(MindirNode& node);
Operand lower_softmax(MindirNode& node);
Operand lower_add(MindirNode& node);
Operand lower_sub(MindirNode& node);
Operand lower_mul(MindirNode& node);
Operand lower_div(MindirNode& node);
Operand lower_reduce_mean(MindirNode& node);
Operand lower_dropout(MindirNode& node);

// mindir_ops_shape.cc
Operand lower_reshape(MindirNode& node);
Operand lower_flatten(MindirNode& node);
Operand lower_transpose(MindirNode& node);
Operand lower_concat(MindirNode& node);
Operand lower_pad(MindirNode& node);

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
