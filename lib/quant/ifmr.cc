#include "quant/ifmr.h"

#include <algorithm>
#include <cmath>

#include "quant/density.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

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

// Both ends of the search range are tried: 0.7 to 1.3 by 0.01 are 61 steps.
int step_count(const RangeOptions& options) {
  const double width = options.search_range_end - options.search_range_start;
  constexpr double kRoundingError = 1e-6;
  return static_cast<int>(width / options.search_step + kRoundingError) + 1;
}

// Both bounds are lower edges of the bins that contain the percentiles.
Range percentile_range(const Density& density, const TensorStats& stats,
                       const RangeOptions& options) {
  const float min = stats.min(), max = stats.max();
  if (min == max) return {min, max};
  const double low = density.quantile(1 - options.min_percentile);
  const double high = density.quantile(options.max_percentile);
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

Range ifmr_range(const TensorStats& stats, const RangeOptions& options) {
  const Density density(stats);
  const Range start = percentile_range(density, stats, options);
  const float low = std::min(start.min, 0.0f), high = std::max(start.max, 0.0f);
  const float bound = options.asymmetric ? high : std::max(-low, high);
  const auto first = static_cast<float>(options.search_range_start);
  const auto step = static_cast<float>(options.search_step);
  Range best{low, high};
  double least_loss = HUGE_VAL;
  for (int i = 0; i < step_count(options); ++i) {
    const float max = (first + step * static_cast<float>(i)) * bound;
    const Range range{options.asymmetric ? low : -max, max};
    const QuantParams params = activation_params(range, options.asymmetric);
    const double loss = density.quantization_loss(params.scale[0], params.zero_point[0]);
    if (loss < least_loss) {
      least_loss = loss;
      best = range;
    }
  }
  return best;
}

}  // namespace msquant
