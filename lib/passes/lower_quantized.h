// From simulated to real integers: FakeQuant → Conv2d/MatMul ← FakeQuant becomes
// Quantize → Conv2d/MatMul (int8×int8→int32) → Dequantize, which every exporter writes and every
// executor runs exactly.
#pragma once

#include "graph/graph.h"
#include "graph/quant_params.h"

namespace msquant {

enum class BiasRounding {
  kNearest,
  kTowardZero,  // as ptq_quant
};

struct LowerOptions {
  BiasRounding bias_rounding = BiasRounding::kNearest;
};

// bias_int32 = bias / (scale_x * scale_w[c]); a matrix product's bias also takes
// -zero_point * Σ w_int8[c] (and is created where there is none), a convolution keeps its
// x_zero_point, because GE corrects convolutions itself. Dense weights become [in, out].
void lower_quantized(Graph& graph, const LowerOptions& options);

}  // namespace msquant
