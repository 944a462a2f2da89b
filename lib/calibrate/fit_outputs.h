// The outputs of the quantized network brought back to the mean and the size of the float ones.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Fits y ≈ gain · ŷ + shift by least squares for the outputs y of each of last_quantized_layers(),
// with one gain for a layer and a shift for each of its channels. The gain goes into the scales of
// the weight, whose integers stay, the shift into the bias. Outputs that never change keep their
// gain. One pass over the images.
void fit_outputs(const CorrectionContext& context);

}  // namespace msquant
