// Named combinations of settings: how much time calibration may take for how much accuracy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/settings.h"

namespace msquant {

struct Preset {
  std::string_view name;
  std::string_view summary;      // one line for --help and the docs
  std::string_view activation;   // an estimator
  std::string_view corrections;  // YAML text: "[]" for none
};

// All presets; the first is the default.
const std::vector<Preset>& presets();

// Throws Error(kUsage) with a suggestion if there is none of that name.
const Preset& find_preset(const std::string& name);

// Sets what the preset named by the setting `preset` says, where neither a flag nor the YAML did.
void apply_preset(Settings& settings);

}  // namespace msquant
