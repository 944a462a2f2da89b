#include "quant/equalization.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "graph/quant_params.h"
#include "quant/channel_sums.h"
#include "quant/vectorize.h"

namespace msquant {
namespace {

constexpr double kExponents[] = {0, 0.25, 0.5, 0.75, 1};
constexpr float kNarrowest = 0.25f;  // of the widest channel

double squared(double x) { return x * x; }

// Of numbers >= 0. By vector types of GCC and Clang: compilers may not reorder maxima by
// themselves.
MSQUANT_VECTORIZED float largest_product(const float* a, const float* b, size_t count) {
  using Floats = float __attribute__((vector_size(32)));
  constexpr size_t kLanes = 8;
  Floats largest{};
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    Floats x, y;
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    const Floats product = x * y;
    largest = product > largest ? product : largest;
  }
  float result = 0;
  for (; i < count; ++i) result = std::max(result, a[i] * b[i]);
  for (size_t lane = 0; lane < kLanes; ++lane) result = std::max(result, largest[lane]);
  return result;
}

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
  std::vector<double> shares;  // of each channel in the noise of its weights
  for (size_t c = 0; c < scale.size(); ++c) {
    widest = std::max<double>(widest, use.range[c] / scale[c]);
    activation += squared(scale[c]) * use.energy[c];
    signal += use.variance[c] * use.energy[c];
    shares.push_back(use.variance[c] / squared(scale[c]));
  }
  activation *= rounding_variance(widest / (kQuantMax - kQuantMin));
  double variance = 0;  // of the channels that the row uses
  for (size_t r = 0; r < use.first.size(); ++r) {
    const auto first = static_cast<size_t>(use.first[r]), count = static_cast<size_t>(use.count[r]);
    if (r == 0 || use.first[r] != use.first[r - 1]) {
      const auto begin = shares.begin() + use.first[r];
      variance = std::accumulate(begin, begin + use.count[r], 0.0);
    }
    const float largest =
        largest_product(&use.rows[r * scale.size() + first], &scale[first], count);
    weight += rounding_variance(largest / double{kQuantMax}) * use.taps * variance;
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
  widen(range, halves[1]);
  return scales_of(range, best);
}

}  // namespace msquant
