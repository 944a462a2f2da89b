// The rounding of runtimes whose dequantization gives float16 only.
#pragma once

#include "graph/graph.h"

namespace msquant {

// Every Dequantize that gives float32 gives float16 instead, and a Cast "<dequantize>.cast" makes
// that float32: what a MindIR file, or an AIR in ptq_quant's style, of the same graph computes.
void dequantize_to_half(Graph& graph);

}  // namespace msquant
