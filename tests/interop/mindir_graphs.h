// Graphs that the tests of MindIR files share.
#pragma once

#include "graph/graph.h"

namespace msquant {

// The graph with its batch normalization folded and its layers quantized to made-up ranges.
Graph quantized(Graph graph);

// Pools whose padding MindSpore has no mode for, and ones for which it has.
Graph pools();

// Element-wise operators and ones that move elements.
Graph shapes();

// A dense layer on more than two dimensions.
Graph dense_of_rows();

// A matrix product of two batches; two outputs.
Graph batched_product();

}  // namespace msquant
