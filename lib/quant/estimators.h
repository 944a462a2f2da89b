// From the statistics of an activation to its scale and zero point: pure functions in one table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/quant_params.h"
#include "quant/range_options.h"
#include "quant/tensor_stats.h"

namespace msquant {

struct Estimator {
  std::string_view name;
  std::string_view summary;                  // one line for --help and the docs
  std::vector<std::string_view> parameters;  // those of range_parameters() that it uses
  bool needs_histogram;                      // else the smallest and the largest value are enough
  Range (*estimate)(const TensorStats& stats, const RangeOptions& options);
};

// All estimators; the first is the default.
const std::vector<Estimator>& estimators();

std::vector<std::string> estimator_names();

// Throws Error(kUsage) with a suggestion if there is none of that name.
const Estimator& find_estimator(const std::string& name);

// Per-tensor int8 parameters of `range`. The only place that guards against what would give a
// useless scale: one that is not above FLT_EPSILON becomes 1, and the zero point -128, or 0 if
// symmetric (as the original's IFMR). Throws Error(kData) if a bound is not finite.
//   asymmetric: the range is widened to include 0,
//               scale = (max - min) / 255, zero_point = -(round_half_even(min / scale) + 128)
//   symmetric:  scale = max(|min|, |max|) / 127, zero_point = 0
QuantParams activation_params(Range range, bool asymmetric = true);

}  // namespace msquant
