// AIR files: the Graph Engine's ModelDef, which ATC compiles for Ascend (docs/formats.md).
#pragma once

#include <cstdint>
#include <filesystem>

#include "graph/graph.h"

namespace msquant {

enum class AirStyle {
  kCompact,   // Conv2D with int32 bias input, AscendDequant to float32
  kPtqQuant,  // exactly the chain of msmodelslim's ptq_quant: Sub, BiasAdd, float16 dequant, Cast
};

struct AirOptions {
  AirStyle style = AirStyle::kCompact;
  // If the constants take more, the large ones are written to files in "air_weight/<model>" beside
  // the model. The default is what protobuf can hold, less 64 MiB for all that is not weights.
  int64_t most_constant_bytes = (int64_t{1} << 31) - (int64_t{64} << 20);
};

// Writes a graph of float operators and Quantize/Conv2d/MatMul/Dequantize (see
// passes/lower_quantized.h) atomically: the weights in files beside it first, the model last. Equal
// graphs give equal bytes. Throws Error(kUnsupported) naming the node if GE has no such operator or
// its name is not UTF-8; Error(kIo).
void write_air(const Graph& graph, const std::filesystem::path& path, const AirOptions& options);

}  // namespace msquant
