// How layers are quantized unless quant_config.json says otherwise.
#pragma once

#include "pipeline/settings.h"
#include "quant/layer_methods.h"

namespace msquant {

// From the settings activation, percentile, activation_offset and weights. Throws Error(kUsage)
// with a suggestion if there is no estimator or method of a name, Error(kConfig) if the percentile
// is no share above 0.5, or means nothing to the estimator.
LayerMethods layer_methods(const Settings& settings);

}  // namespace msquant
