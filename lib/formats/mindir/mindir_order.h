// Which nodes of a MindIR model must be lowered, and in which order.
#pragma once

#include <vector>

#include "formats/mindir/mindir_index.h"

namespace msquant {

// Positions of the nodes that the outputs depend on, each after those it needs. Nodes that only
// order side effects are not among them. Throws Error(kModel) if a node depends on itself;
// Error(kUnsupported) naming node and operator if the model branches or loops on data, or if
// there are operators that msquant does not read (all of them are named).
std::vector<int> order_mindir_nodes(const MindirIndex& index);

}  // namespace msquant
