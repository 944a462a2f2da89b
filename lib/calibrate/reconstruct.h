// Weights fitted layer by layer to what the float network computes: see quant/weight_rounding.h.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Replaces weights and biases of all quantized layers, from the input to the output: a layer is
// fitted to the inputs that the layers before it, quantized and fitted already, give it. One pass
// over the images for each step of the longest chain of layers, more where the moments of parallel
// layers would take more than 512 MiB. A fitted weight is exactly what its int8 numbers stand for.
void reconstruct_weights(const CorrectionContext& context);

}  // namespace msquant
