#include "quant/balance.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "base/error.h"

namespace msquant {
namespace {

bool is_dead(float magnitude) { return magnitude < FLT_EPSILON; }

float bounded(double factor) {
  return static_cast<float>(std::clamp<double>(factor, FLT_EPSILON, 1 / FLT_EPSILON));
}

}  // namespace

std::vector<float> balance_factors(const std::vector<float>& activation,
                                   const std::vector<float>& weight, double strength) {
  MSQUANT_CHECK(activation.size() == weight.size());
  std::vector<float> factors(activation.size(), 1.0f);
  double widest_activation = 0, widest_weight = 0;  // once balanced
  for (size_t c = 0; c < factors.size(); ++c) {
    if (is_dead(activation[c]) || is_dead(weight[c])) continue;
    const double factor = std::pow(activation[c], strength) / std::pow(weight[c], 1 - strength);
    factors[c] = bounded(factor);
    widest_activation = std::max(widest_activation, activation[c] / factor);
    widest_weight = std::max(widest_weight, weight[c] * factor);
  }
  if (widest_activation == 0) return factors;
  for (size_t c = 0; c < factors.size(); ++c) {
    if (is_dead(activation[c]) == is_dead(weight[c])) continue;
    factors[c] = is_dead(activation[c]) ? bounded(widest_weight / weight[c])
                                        : bounded(activation[c] / widest_activation);
  }
  return factors;
}

}  // namespace msquant
