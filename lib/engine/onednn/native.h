// Which operators the emit_*() functions take; the others run on the kernels of the reference
// engine.
#pragma once

#include "graph/graph.h"

namespace msquant {

// Values of this type have a Carrier.
bool is_carried(DType dtype);

bool is_native(const Graph& graph, const Node& node);

}  // namespace msquant
