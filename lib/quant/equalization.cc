#include "quant/equalization.h"

#include <algorithm>
#include <cmath>

#include "graph/quant_params.h"

namespace msquant {
namespace {

constexpr double kExponents[] = {0, 0.25, 0.5, 0.75, 1};
constexpr float kNarrowest = 0.25f;  // of the widest channel

double squared(double x) { return x * x; }

// Variance of an error that is uniform over a step.
double rounding_variance(double step) { return squared(step) / 12; }

std::vector<float> scales_of(const std::vector<float>& range, double exponent) {
  std::vector<float> scales;
  const float widest = *std::max_element(range.begin(), range.end());
  for (float r : range) {
    const float share = widest > 0 ? std::max(r / widest, kNarrowest) : 1;
    scales.push_back(static_cast<float>(std::pow(share, exponent)));
  }
  return scales;
}

}  // namespace

double predicted_noise(const ChannelUse& use, const std::vector<float>& scale) {
  double widest = 0, activation = 0, weight = 0, signal = 0;
  for (size_t c = 0; c < scale.size(); ++c) {
    widest = std::max<double>(widest, use.range[c] / scale[c]);
    activation += squared(scale[c]) * use.energy[c];
    signal += use.variance[c] * use.energy[c];
  }
  activation *= rounding_variance(widest / (kQuantMax - kQuantMin));
  for (size_t r = 0; r < use.first.size(); ++r) {
    double largest = 0, variance = 0;
    for (int64_t i = 0; i < use.count[r]; ++i) {
      const auto c = static_cast<size_t>(use.first[r] + i);
      largest = std::max<double>(largest, use.rows[r * scale.size() + c] * scale[c]);
      variance += use.variance[c] / squared(scale[c]);
    }
    weight += rounding_variance(largest / kQuantMax) * use.taps * variance;
  }
  return signal > 0 ? (activation + weight) / signal : 0;
}

std::vector<float> equalizing_scales(const std::vector<ChannelUse>& uses,
                                     const HalfRanges& halves) {
  double best = 0, least = HUGE_VAL;
  for (double exponent : kExponents) {
    double noise = 0;
    for (const std::vector<float>& half : halves) {
      const std::vector<float> scales = scales_of(half, exponent);
      for (const ChannelUse& use : uses) noise += predicted_noise(use, scales);
    }
    if (noise < least) {
      least = noise;
      best = exponent;
    }
  }
  std::vector<float> range = halves[0];
  for (size_t c = 0; c < range.size(); ++c) range[c] = std::max(range[c], halves[1][c]);
  return scales_of(range, best);
}

}  // namespace msquant
