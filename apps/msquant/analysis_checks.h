// The verdicts on layers as checks for a CI system.
#pragma once

#include "analyze/layer_errors.h"
#include "msquant/junit_output.h"

namespace msquant {

// A check for each layer, in the network's order: a bad layer fails, by the SQNR of its views.
CheckReport analysis_checks(const LayerErrors& errors);

}  // namespace msquant
