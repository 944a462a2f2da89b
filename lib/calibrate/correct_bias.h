// Bias correction: no output of the quantized network is shifted by a constant.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Takes the mean error of the whole quantized network off the biases of its last quantized layers,
// channel by channel. Before that, take_off_own_errors() from all layers, if what is left of the
// error at the last layers then has less energy on the calibration images. Two passes over the
// images.
void correct_bias(const CorrectionContext& context);

}  // namespace msquant
