// Which operators are computed as part of another one, so that their tensors never reach memory.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace msquant {

enum class Activation { kNone, kRelu, kRelu6 };

// A head and the operators behind it, each the only consumer of the one before, in this order:
//   Conv2d/MatMul → [BatchNorm, BiasAdd…] → [Dequantize → [Cast]] → [Add residual] → [Relu/Relu6]
//   BatchNorm → [Relu/Relu6]
// Identity may stand anywhere. No value inside a chain is an output of the graph.
struct Chain {
  std::vector<NodeId> nodes;   // the head first
  std::vector<NodeId> affine;  // BatchNorm and BiasAdd with constants
  NodeId dequantize = kNoId;
  ValueId residual = kNoId;
  Activation activation = Activation::kNone;

  NodeId head() const { return nodes.front(); }
  NodeId last() const { return nodes.back(); }
};

// The longest chains behind native heads. Every node is in at most one; a node in none is run by
// itself.
std::vector<Chain> find_chains(const Graph& graph);

}  // namespace msquant
