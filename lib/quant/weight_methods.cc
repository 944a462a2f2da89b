#include "quant/weight_methods.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/suggest.h"
#include "graph/quant_params.h"
#include "quant/extent.h"

namespace msquant {
namespace {

float largest_magnitude(Span<const float> weights) {
  if (weights.empty()) return 0;
  const Extent extent = extent_of(weights);
  return std::max(-extent.min, extent.max);
}

float max_scale(Span<const float> weights) { return largest_magnitude(weights) / kQuantMax; }

// AMCT's: int8 reaches one step farther down than up.
float arq_scale(Span<const float> weights) {
  float lowest = 0, highest = 0;
  for (float w : weights) {
    lowest = std::min(lowest, w);
    highest = std::max(highest, w);
  }
  return -lowest > highest ? lowest / kQuantMin : highest / kQuantMax;
}

// Sum of squared differences between the weights and their int8 form. Adding and subtracting 1.5 *
// 2^23 rounds a small float32 to the nearest integer, half to even, and unlike std::rint does so
// in the vector units of every processor. Several sums, so that additions need not wait.
double rounding_loss(Span<const float> weights, float scale) {
  constexpr float kRounder = 12582912;
  constexpr int64_t kLanes = 8;
  double sums[kLanes] = {};
  const auto squared_error = [=](float w) {
    const float scaled = std::min(std::max(w / scale, float{kQuantMin}), float{kQuantMax});
    const float error = (scaled + kRounder - kRounder) * scale - w;
    return static_cast<double>(error) * error;
  };
  int64_t i = 0;
  for (; i + kLanes <= weights.size(); i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) sums[lane] += squared_error(weights[i + lane]);
  }
  for (; i < weights.size(); ++i) sums[0] += squared_error(weights[i]);
  double sum = 0;
  for (double part : sums) sum += part;
  return sum;
}

float least_squares_scale(Span<const float> weights) {
  constexpr int kFractions = 100, kLeastFraction = 40;  // of the largest magnitude
  const float full = max_scale(weights);
  float best = full;
  if (full == 0) return full;
  double least = HUGE_VAL;
  for (int i = kFractions; i >= kLeastFraction; --i) {
    const float scale = full * (static_cast<float>(i) / kFractions);
    if (scale == 0) break;
    const double loss = rounding_loss(weights, scale);
    if (loss >= least) continue;
    least = loss;
    best = scale;
  }
  return best;
}

}  // namespace

const std::vector<WeightMethod>& weight_methods() {
  static const std::vector<WeightMethod> table = {
      {"max", "the largest magnitude is 127", max_scale},
      {"mse", "least squared error, large weights are clipped", least_squares_scale},
      {"arq", "AMCT's: as max, but the negative side may reach -128", arq_scale},
  };
  return table;
}

std::vector<std::string> weight_method_names() {
  std::vector<std::string> names;
  for (const WeightMethod& method : weight_methods()) names.emplace_back(method.name);
  return names;
}

const WeightMethod& find_weight_method(const std::string& name) {
  for (const WeightMethod& method : weight_methods()) {
    if (method.name == name) return method;
  }
  throw Error(ErrorKind::kUsage, "unknown weight method '" + name + "'", {},
              "the methods are: " + joined(weight_method_names()),
              did_you_mean(name, weight_method_names()));
}

}  // namespace msquant
