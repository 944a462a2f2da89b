#include "quant/estimators.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "base/error.h"
#include "base/suggest.h"
#include "quant/density.h"
#include "quant/entropy.h"
#include "quant/hfmg.h"
#include "quant/ifmr.h"
#include "quant/least_squares.h"

namespace msquant {
namespace {

Range minmax_range(const TensorStats& stats, const RangeOptions&) {
  return {stats.min(), stats.max()};
}

Range percentile_range(const TensorStats& stats, const RangeOptions& options) {
  const Density density(stats);
  return {static_cast<float>(density.quantile(1 - options.min_percentile)),
          static_cast<float>(density.quantile(options.max_percentile))};
}

}  // namespace

const std::vector<Estimator>& estimators() {
  static const std::vector<Estimator> table = {
      {"ifmr",
       "least squared error, searched around the 99.9999th percentile",
       {"max_percentile", "min_percentile", "search_range_start", "search_range_end",
        "search_step"},
       true,
       ifmr_range},
      {"minmax", "everything between the smallest and the largest value", {}, false, minmax_range},
      {"percentile",
       "all but the outermost millionth on either side",
       {"max_percentile", "min_percentile"},
       true,
       percentile_range},
      {"entropy",
       "least loss of information (Kullback-Leibler divergence)",
       {},
       true,
       entropy_range},
      {"mse", "least squared error, both bounds searched", {}, true, least_squares_range},
      {"hfmg", "AMCT's search on a histogram", {"num_of_bins"}, true, hfmg_range},
  };
  return table;
}

std::vector<std::string> estimator_names() {
  std::vector<std::string> names;
  for (const Estimator& estimator : estimators()) names.emplace_back(estimator.name);
  return names;
}

const Estimator& find_estimator(const std::string& name) {
  for (const Estimator& estimator : estimators()) {
    if (estimator.name == name) return estimator;
  }
  throw Error(ErrorKind::kUsage, "unknown estimator '" + name + "'", {},
              "the estimators are: " + joined(estimator_names()),
              did_you_mean(name, estimator_names()));
}

QuantParams activation_params(Range range, bool asymmetric) {
  const float min = std::min(range.min, 0.0f), max = std::max(range.max, 0.0f);
  const float width = max - min;
  // NaN must be looked for in the range itself: std::min would drop it.
  if (!std::isfinite(range.min) || !std::isfinite(range.max) || !std::isfinite(width)) {
    throw Error(
        ErrorKind::kData, "an activation has no usable range", {},
        "it reaches from " + std::to_string(range.min) + " to " + std::to_string(range.max),
        "check the preprocessing and the weights: the network may overflow on these inputs");
  }
  const float scale =
      asymmetric ? width / (kQuantMax - kQuantMin) : std::max(-min, max) / kQuantMax;
  if (scale <= FLT_EPSILON) return {{1.0f}, {asymmetric ? kQuantMin : 0}, -1};
  if (!asymmetric) return {{scale}, {0}, -1};
  const auto zero_point = static_cast<int32_t>(kQuantMin - std::rint(min / scale));
  return {{scale}, {std::clamp(zero_point, kQuantMin, kQuantMax)}, -1};
}

}  // namespace msquant
