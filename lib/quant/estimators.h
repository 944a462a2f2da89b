// From the statistics of an activation to its scale and zero point: pure functions in one table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/quant_params.h"
#include "quant/tensor_stats.h"

namespace msquant {

// A range of real numbers to be mapped to [-128, 127].
struct Range {
  float min = 0, max = 0;
};

struct Estimator {
  std::string_view name;
  std::string_view summary;  // one line for --help and the docs
  Range (*estimate)(const TensorStats& stats);
};

// All estimators; the first is the default.
const std::vector<Estimator>& estimators();

// Throws Error(kUsage) with a suggestion if there is none of that name.
const Estimator& find_estimator(const std::string& name);

// Asymmetric per-tensor int8 parameters of `range`, widened to include 0. The only place that
// guards against what would give a useless scale: a range narrower than FLT_EPSILON * 255 gives
// scale 1 and zero point -128 (as the original's IFMR). Throws Error(kData) if a bound is not
// finite.
//   scale = (max - min) / 255, zero_point = -(round_half_even(min / scale) + 128)
QuantParams activation_params(Range range);

}  // namespace msquant
