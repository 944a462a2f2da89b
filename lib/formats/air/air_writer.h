// AIR files: the Graph Engine's ModelDef, which ATC compiles for Ascend (docs/formats.md).
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace msquant {

enum class AirStyle {
  kCompact,   // Conv2D with int32 bias input, AscendDequant to float32
  kPtqQuant,  // exactly the chain of msmodelslim's ptq_quant: Sub, BiasAdd, float16 dequant, Cast
};

struct AirOptions {
  AirStyle style = AirStyle::kCompact;
};

// Writes a graph of float operators and Quantize/Conv2d/MatMul/Dequantize (see
// passes/lower_quantized.h) atomically. Equal graphs give equal bytes. Throws Error(kUnsupported)
// naming the node if GE has no such operator; Error(kIo).
void write_air(const Graph& graph, const std::filesystem::path& path, const AirOptions& options);

}  // namespace msquant
