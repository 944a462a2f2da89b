// Weights rounded layer by layer for the least error of the outputs: see quant/weight_rounding.h.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Replaces weights and biases of all quantized layers, from the input to the output: a layer is
// rounded for the inputs that the layers before it, quantized and rounded already, give it. One
// pass over the images for each layer of the longest chain, more where the moments of parallel
// layers would take more than 512 MiB. A weight becomes exactly what its int8 numbers stand for.
// Each pass is a step of context.finished.
void round_weights(const CorrectionContext& context);

// The number of those passes.
int64_t rounding_passes(const Graph& graph);

}  // namespace msquant
