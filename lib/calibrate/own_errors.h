// The mean error that each quantized layer makes of its own, measured on the calibration images.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// b += mean(W x) - mean(Ŵ x̂) for each quantized layer, over images and positions, with x what the
// float network computes, x̂ and Ŵ what quantization makes of x and W (Nagel et al., "Data-Free
// Quantization Through Weight Equalization and Bias Correction", 2019, section 4.2). One pass over
// the images. A layer without a bias gets one.
void take_off_own_errors(const CorrectionContext& context);

}  // namespace msquant
