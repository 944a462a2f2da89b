// Cross-layer equalization (Nagel et al. 2019, section 4.1; SmoothQuant, Xiao et al. 2022):
// channels of one activation are brought to similar ranges, so that the one scale they share fits
// them all.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Rescales every group of scale_groups() by equalizing_scales(), from ranges and variances measured
// in one pass over the images. A group is left alone if a channel of it has fewer than
// kFewestElements in all images together. The float network computes the same but for rounding.
void equalize(const CorrectionContext& context);

}  // namespace msquant
