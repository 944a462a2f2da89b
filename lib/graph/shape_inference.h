// Types of values from the types of what they are computed from.
#pragma once

#include "graph/graph.h"

namespace msquant {

// The type of the node's output. Throws Error(kModel) naming the node if its inputs or attributes
// do not fit its operator (number, rank, channels, element type, overflow).
TensorType infer_type(const Graph& graph, const Node& node);

// Infers every value's type again, in topological order, after inputs have changed.
void infer_types(Graph& graph);

// The batch size: the first dimension of the first graph input that is not a scalar, 1 if all are.
int64_t batch_size(const Graph& graph);

// Makes the first dimension of every graph input that has the old batch size there `batch`, and
// infers all types again. A Reshape
// or BroadcastTo whose first target dimension is the old batch follows. Throws Error(kModel) if the
// graph cannot be run at another batch size.
void set_batch_size(Graph& graph, int64_t batch);

}  // namespace msquant
