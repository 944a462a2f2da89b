// AMCT's DMQ balance, folded into the layers around an activation: see quant/balance.h.
#pragma once

#include "calibrate/correction.h"

namespace msquant {

// Rescales every group of scale_groups() by the balance_factors() of the quantized layers that use
// it, their geometric mean if there are several, from ranges measured in one pass over the images.
// AMCT multiplies the inputs of other layers at run time; here they are left alone. The float
// network computes the same but for rounding.
void balance(const CorrectionContext& context);

}  // namespace msquant
