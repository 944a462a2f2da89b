// Room for values that the calibration images did not show, where resolution is not needed.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Widens the range of each activation that has shown fewer than kFewestElements of a channel, at
// most to its double, as far as rounding it more coarsely adds little to the noise that is there
// already: the inputs' rounding noise at the output of a layer is step²/12 · Σ w² for each
// position, and all layers together may add a twentieth (0.2 dB) to the noise at their outputs. One
// pass over the images.
void add_headroom(const CorrectionContext& context);

}  // namespace msquant
