#include "quant/hfmg.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "quant/density.h"

namespace msquant {
namespace {

constexpr int kLevels = 256;
constexpr int kLeastShare = 4;        // of the bins stay
constexpr double kPortions = 100000;  // of the elements, one of which is dropped at a time

// The bins that are left, both ends included.
struct Bins {
  int left, right;
};

// Drops bins of at least `portion` elements from the end that loses more of them. At least one bin
// goes.
void narrow(Bins& bins, const std::vector<double>& counts, double portion) {
  Bins next = bins;
  double dropped = 0;
  for (; next.left < next.right && dropped < portion; ++next.left) {
    dropped += counts[static_cast<size_t>(next.left)];
  }
  dropped = 0;
  for (; next.right > next.left && dropped < portion; --next.right) {
    dropped += counts[static_cast<size_t>(next.right)];
  }
  if (bins.right - next.right >= next.left - bins.left) {
    bins.right = next.right;
  } else {
    bins.left = next.left;
  }
}

}  // namespace

Range hfmg_range(const TensorStats& stats, const RangeOptions& options) {
  const double min = stats.min(), max = stats.max();
  if (min == max) return {stats.min(), stats.max()};
  const auto count = static_cast<int>(options.num_of_bins);
  const Density density(stats);
  const std::vector<double> counts = density.counts(min, max, count);
  const double width = (max - min) / count;
  const double portion = std::max(std::ceil(static_cast<double>(stats.count()) / kPortions), 1.0);

  Range best{stats.min(), stats.max()};
  double least = HUGE_VAL;
  for (Bins bins{0, count - 1}; bins.right - bins.left > count / kLeastShare;) {
    narrow(bins, counts, portion);
    const double low = min + bins.left * width, high = min + (bins.right + 1) * width;
    const double step = (high - low) / kLevels;
    const double loss = density.rounding_loss(low + step / 2, step, kLevels);
    if (loss < least) {
      least = loss;
      best = {static_cast<float>(low), static_cast<float>(high)};
    }
  }
  return best;
}

}  // namespace msquant
