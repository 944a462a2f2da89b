// MindIR files that MindSpore 2.x loads (nn.GraphCell, MindSpore Lite): operators with their
// attributes inline, without states.
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace msquant {

// Writes a graph of float operators and Quantize/Conv2d/MatMul/Dequantize (see
// passes/lower_quantized.h) atomically. Equal graphs give equal bytes. Every Dequantize rounds to
// float16, for MindSpore has no other; biases become operators of their own. Throws
// Error(kUnsupported) naming the node if MindSpore has no such operator, or if the constants take
// more than 1 GiB; Error(kIo).
void write_mindir(const Graph& graph, const std::filesystem::path& path);

}  // namespace msquant
