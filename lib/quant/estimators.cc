#include "quant/estimators.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "base/error.h"
#include "base/suggest.h"
#include "quant/ifmr.h"

namespace msquant {
namespace {

Range minmax_range(const TensorStats& stats) { return {stats.min(), stats.max()}; }

}  // namespace

const std::vector<Estimator>& estimators() {
  static const std::vector<Estimator> table = {
      {"ifmr", "least squared error, searched around the 99.9999th percentile", ifmr_range},
      {"minmax", "everything between the smallest and the largest value", minmax_range},
  };
  return table;
}

const Estimator& find_estimator(const std::string& name) {
  std::vector<std::string> names;
  for (const Estimator& estimator : estimators()) {
    if (estimator.name == name) return estimator;
    names.emplace_back(estimator.name);
  }
  throw Error(ErrorKind::kUsage, "unknown estimator '" + name + "'", {},
              "the estimators are: " + joined(names), did_you_mean(name, names));
}

QuantParams activation_params(Range range) {
  const float min = std::min(range.min, 0.0f), max = std::max(range.max, 0.0f);
  const float width = max - min;
  // NaN must be looked for in the range itself: std::min would drop it.
  if (!std::isfinite(range.min) || !std::isfinite(range.max) || !std::isfinite(width)) {
    throw Error(
        ErrorKind::kData, "an activation has no usable range", {},
        "it reaches from " + std::to_string(range.min) + " to " + std::to_string(range.max),
        "check the preprocessing and the weights: the network may overflow on these inputs");
  }
  const float scale = width / (kQuantMax - kQuantMin);
  if (scale <= FLT_EPSILON) return {{1.0f}, {kQuantMin}, -1};
  const auto zero_point = static_cast<int32_t>(kQuantMin - std::rint(min / scale));
  return {{scale}, {std::clamp(zero_point, kQuantMin, kQuantMax)}, -1};
}

}  // namespace msquant
