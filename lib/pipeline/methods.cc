#include "pipeline/methods.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"
#include "calibrate/correction.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

constexpr const char* kUpper = "max_percentile";
constexpr const char* kLower = "min_percentile";

bool has_percentile(const Estimator& estimator) {
  const auto& used = estimator.parameters;
  return std::find(used.begin(), used.end(), kUpper) != used.end();
}

[[noreturn]] void fail_no_percentile(const std::string& estimator) {
  std::vector<std::string> names;
  for (const Estimator& each : estimators()) {
    if (has_percentile(each)) names.emplace_back(each.name);
  }
  throw Error(ErrorKind::kConfig, "bad value for 'percentile'", "",
              "the estimator '" + estimator + "' has no percentile",
              "leave it out, or choose one of: " + joined(names));
}

}  // namespace

CalibrationMethods calibration_methods(const Settings& settings) {
  CalibrationMethods methods{layer_methods(settings), settings.names("corrections")};
  find_corrections(methods.corrections);
  return methods;
}

LayerMethods layer_methods(const Settings& settings) {
  MethodOverride chosen;
  chosen.estimator = settings.text("activation");
  chosen.asymmetric = settings.boolean("activation_offset");
  chosen.weight_method = settings.text("weights");
  if (settings.has("percentile")) {
    if (!has_percentile(find_estimator(*chosen.estimator))) fail_no_percentile(*chosen.estimator);
    const double percentile = settings.number("percentile");
    chosen.parameters = {{kUpper, percentile}, {kLower, percentile}};
  }
  return overridden({}, chosen, "percentile");
}

}  // namespace msquant
