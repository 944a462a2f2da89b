// Bias correction: no output of the quantized network is shifted by a constant, none too small.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Fits the outputs of the last quantized layers to the float ones: see output_fit.h. Before that,
// take_off_own_errors() from all layers, if what then is left of the error at the last layers has
// less energy on the calibration images. Two passes over the images.
void correct_bias(const CorrectionContext& context);

}  // namespace msquant
