#include "pipeline/presets.h"

#include "base/error.h"
#include "base/suggest.h"

namespace msquant {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> table = {
      {"default", "three passes over the images", "minmax", "[equalization, headroom, outputs]"},
      {"fast", "one pass", "minmax", "[]"},
      {"accurate", "minutes: weights are rounded layer by layer", "minmax",
       "[equalization, headroom, rounding, outputs]"},
  };
  return table;
}

const Preset& find_preset(const std::string& name) {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) {
    if (preset.name == name) return preset;
    names.emplace_back(preset.name);
  }
  throw Error(ErrorKind::kUsage, "unknown preset '" + name + "'", {},
              "the presets are: " + joined(names), did_you_mean(name, names));
}

void apply_preset(Settings& settings) {
  const Preset& preset = find_preset(settings.text("preset"));
  const std::string origin = "preset " + std::string(preset.name);
  settings.set_if_default("activation", std::string(preset.activation), origin);
  settings.set_if_default("corrections", std::string(preset.corrections), origin);
}

}  // namespace msquant
