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

// mindir_write_window.cc
std::string write_mindir_conv2d(MindirBuilder& builder, const Node& node);
std::string write_mindir_max_pool(MindirBuilder& builder, const Node& node);
std::string write_mindir_avg_pool(MindirBuilder& builder, const Node& node);
std::string write_mindir_pad(MindirBuilder& builder, const Node& node);

// mindir_write_quant.cc
std::string write_mindir_matmul(MindirBuilder& builder, const Node& node);
std::string write_mindir_quantize(MindirBuilder& builder, const Node& node);
std::string write_mindir_dequantize(MindirBuilder& builder, const Node& node);
// Adds the bias along dimension 1, if `node` has one, to the product of its other inputs, which is
// of that type.
std::string add_mindir_bias(MindirBuilder& builder, const Node& node, std::string product,
                            const TensorType& type);

}  // namespace msquant
