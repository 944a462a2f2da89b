// Which operators oneDNN runs, and the emit_*() function of each; the others run on the kernels of
// the reference engine.
#pragma once

#include <string>

#include "engine/onednn/compiler.h"

namespace msquant {

// What keeps values of this type from having a Carrier ("it is int64"), or "" if they have one.
std::string why_not_carried(const TensorType& type);

// One of the two functions is set. The second is for operators that can be the head of a chain, and
// says false, before it has added a step, if it cannot take the chain after all.
struct NativeOperator {
  OpKind kind;
  bool (*takes)(const Graph& graph, const Node& node);
  void (*emit)(Compiler& compiler, const Node& node);
  bool (*emit_chain)(Compiler& compiler, const Chain& chain) = nullptr;
};

// Null if no function takes the node.
const NativeOperator* find_native(const Graph& graph, const Node& node);

}  // namespace msquant
