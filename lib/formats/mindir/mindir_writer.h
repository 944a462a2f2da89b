// MindIR files that MindSpore 2.x loads (nn.GraphCell, MindSpore Lite): operators with their
// attributes inline, without states.
#pragma once

#include <cstdint>
#include <filesystem>

#include "graph/graph.h"

namespace msquant {

struct MindirOptions {
  // If the constants take more than this, they go into "<model>_variables/data_0" beside the model,
  // as MindSpore exports such a network.
  int64_t max_inline_bytes = int64_t{1} << 30;
};

// Writes a graph of float operators and Quantize/Conv2d/MatMul/Dequantize (see
// passes/lower_quantized.h) atomically. Equal graphs give equal bytes. Every Dequantize rounds to
// float16, for MindSpore has no other; biases become operators of their own. Throws
// Error(kUnsupported) naming the node if MindSpore has no such operator; Error(kIo).
void write_mindir(const Graph& graph, const std::filesystem::path& path,
                  const MindirOptions& options = {});

}  // namespace msquant
