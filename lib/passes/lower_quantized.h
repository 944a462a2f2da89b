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
  // Layers that quantize one tensor share its Quantize. Without, each has its own, as in ptq_quant.
  bool share_quantize = true;
  int threads = 1;
};

// The layer's constants become "<layer>.weight" (int8), "<layer>.bias" (int32) and
// "<layer>.deq_scale" (float32, scale_x * scale_w[c]). bias_int32 = bias / deq_scale[c]; a matrix
// product's bias also takes -zero_point * Σ w_int8[c] (and is created where there is none), a
// convolution keeps its x_zero_point, because GE corrects convolutions itself. Dense weights become
// [in, out]. scale_w[c] is widened where the bias would exceed int32 (a channel of next to no
// weight). Every FakeQuant must have parameters.
void lower_quantized(Graph& graph, const LowerOptions& options);

}  // namespace msquant
