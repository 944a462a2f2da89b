// How a model is calibrated, unless quant_config.json says otherwise for a layer.
#pragma once

#include <string>
#include <vector>

#include "pipeline/settings.h"
#include "quant/layer_methods.h"

namespace msquant {

struct CalibrationMethods {
  LayerMethods layers;
  std::vector<std::string> corrections;  // names; see calibrate/correction.h
};

// From the settings of layer_methods() and corrections. Throws what layer_methods() throws, and
// Error(kUsage) with a suggestion if there is no correction of a name.
CalibrationMethods calibration_methods(const Settings& settings);

// From the settings activation, percentile, activation_offset and weights. Throws Error(kUsage)
// with a suggestion if there is no estimator or method of a name, Error(kConfig) if the percentile
// is no share above 0.5, or means nothing to the estimator.
LayerMethods layer_methods(const Settings& settings);

}  // namespace msquant
