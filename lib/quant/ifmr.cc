#include "quant/ifmr.h"

#include <algorithm>
#include <cmath>

#include "quant/density.h"

namespace msquant {
namespace {

constexpr double kPercentile = 0.999999;
constexpr int kSteps = 61;  // 0.70, 0.71, …, 1.30 of the upper bound

// The bins by which the operator finds its percentiles, and how many of them the range between the
// percentiles has to span. Extreme outliers stretch the bins until all else falls into one or two,
// and the operator's range collapses; the bins are halved then.
constexpr int kBins = 128, kMostBins = 4096, kLeastSpan = 32;

// Number of the bin, of `bins` between min and max, that contains x. Bins include their upper end.
int bin_of(double x, const TensorStats& stats, int bins) {
  const double range = static_cast<double>(stats.max()) - stats.min();
  const double bin = std::ceil((x - stats.min()) / range * bins) - 1;
  return static_cast<int>(std::clamp<double>(bin, 0, bins - 1));
}

// Both bounds are lower edges of the bins that contain the percentiles.
Range percentile_range(const Density& density, const TensorStats& stats) {
  const float min = stats.min(), max = stats.max();
  if (min == max) return {min, max};
  const double low = density.quantile(1 - kPercentile), high = density.quantile(kPercentile);
  int bins = kBins;
  while (bins < kMostBins && bin_of(high, stats, bins) < bins - 1 &&
         bin_of(high, stats, bins) - bin_of(low, stats, bins) < kLeastSpan) {
    bins *= 2;
  }
  const auto edge = [&](int bin) {
    return static_cast<float>(bin) / static_cast<float>(bins) * (max - min) + min;
  };
  return {edge(bin_of(low, stats, bins)), edge(bin_of(high, stats, bins))};
}

}  // namespace

Range ifmr_range(const TensorStats& stats) {
  const Density density(stats);
  const Range start = percentile_range(density, stats);
  const float low = std::min(start.min, 0.0f), high = std::max(start.max, 0.0f);
  Range best{low, high};
  double least_loss = HUGE_VAL;
  for (int step = 0; step < kSteps; ++step) {
    const Range range{low, (0.7f + 0.01f * static_cast<float>(step)) * high};
    const QuantParams params = activation_params(range);
    const double loss = density.quantization_loss(params.scale[0], params.zero_point[0]);
    if (loss < least_loss) {
      least_loss = loss;
      best = range;
    }
  }
  return best;
}

}  // namespace msquant
