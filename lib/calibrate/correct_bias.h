// Bias correction (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
// Correction", 2019, section 4.2), with means measured on the calibration images.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// b += mean(W x) - mean(Ŵ x̂) for each quantized layer, over images and positions, with x what the
// float network computes, x̂ and Ŵ what quantization makes of x and W. One pass over the images;
// afterwards no layer shifts the mean of its output. A layer without a bias gets one.
void correct_bias(const CorrectionContext& context);

}  // namespace msquant
