// One function for each family of operators: adds its steps to the plan.
#pragma once

#include "engine/onednn/compiler.h"

namespace msquant {

void emit_conv(Compiler& compiler, const Chain& chain);
// False, before it has added a step, if the sums cannot be proven to be exact.
bool emit_integer_product(Compiler& compiler, const Chain& chain);
void emit_matmul(Compiler& compiler, const Chain& chain);
void emit_batch_norm(Compiler& compiler, const Chain& chain);

void emit_binary(Compiler& compiler, const Node& node);
void emit_unary(Compiler& compiler, const Node& node);
void emit_bias_add(Compiler& compiler, const Node& node);
void emit_prelu(Compiler& compiler, const Node& node);
void emit_conv_transpose(Compiler& compiler, const Node& node);
void emit_layer_norm(Compiler& compiler, const Node& node);
void emit_slice(Compiler& compiler, const Node& node);
void emit_group_norm(Compiler& compiler, const Node& node);
void emit_softmax(Compiler& compiler, const Node& node);
void emit_pool(Compiler& compiler, const Node& node);
void emit_reduce(Compiler& compiler, const Node& node);
void emit_view(Compiler& compiler, const Node& node);
void emit_transpose(Compiler& compiler, const Node& node);
void emit_concat(Compiler& compiler, const Node& node);
void emit_pad(Compiler& compiler, const Node& node);
void emit_cast(Compiler& compiler, const Node& node);
void emit_fake_quant(Compiler& compiler, const Node& node);
void emit_quantize(Compiler& compiler, const Node& node);
void emit_dequantize(Compiler& compiler, const Node& node);

// Any operator, by the kernel of the reference engine: for what the functions above do not take.
void emit_reference(Compiler& compiler, const Node& node);

// Adds `a` ∘ `b`, with `b` broadcast, in the layout of `a`; over `a` if nobody else reads it.
BufferId add_binary(Compiler& compiler, dnnl::algorithm algorithm, BufferId a, BufferId b);

// What a primitive does to its result before it writes it. The scratchpad is the caller's.
dnnl::primitive_attr make_attributes(bool adds_to_destination, Activation activation);

}  // namespace msquant
