#include "quant/entropy.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "quant/density.h"

namespace msquant {
namespace {

constexpr int kLevels = 256;
constexpr int kBins = Histogram::kLastBin + 1;  // on either side of zero

double x_log_x(double x) { return x > 0 ? x * std::log(x) : 0; }

// Sums over the first bins: sums[i] is that over bins before i.
template <class Function>
std::vector<double> prefix_sums(const std::vector<double>& counts, const Function& function) {
  std::vector<double> sums{0};
  for (double count : counts) sums.push_back(sums.back() + function(count));
  return sums;
}

// The divergence of any range of bins, without visiting each of them.
class Divergence {
 public:
  explicit Divergence(std::vector<double> counts)
      : counts_(std::move(counts)),
        sums_(prefix_sums(counts_, [](double c) { return c; })),
        used_(prefix_sums(counts_, [](double c) { return c > 0 ? 1.0 : 0.0; })),
        logs_(prefix_sums(counts_, x_log_x)) {}

  // KL(P || Q) of the bins [begin, end), infinite where Q has nothing and P has.
  double of(size_t begin, size_t end) const {
    const double total = sums_.back(), inside = sums_[end] - sums_[begin];
    const double below = sums_[begin], above = total - sums_[end];
    const double first = counts_[begin], last = counts_[end - 1];
    double divergence = logs_[end] - logs_[begin] - x_log_x(first) - x_log_x(last) +
                        x_log_x(first + below) + x_log_x(last + above) - x_log_x(total);
    const size_t bins = end - begin;
    for (size_t level = 0; level < kLevels; ++level) {
      // The first bin of this level and of the next: bin i belongs to level i * 256 / bins.
      const size_t from = begin + (level * bins + kLevels - 1) / kLevels;
      const size_t to = begin + ((level + 1) * bins + kLevels - 1) / kLevels;
      const double held = sums_[to] - sums_[from], used = used_[to] - used_[from];
      const double outside = (level == 0 ? below : 0) + (level == kLevels - 1 ? above : 0);
      if (used == 0 && outside > 0) return HUGE_VAL;
      if (used == 0) continue;
      // An outermost bin that holds nothing itself is one that P uses.
      const bool uses_first = level == 0 && below > 0 && first == 0;
      const bool uses_last = level == kLevels - 1 && above > 0 && last == 0;
      const double spread = used + (uses_first ? 1 : 0) + (uses_last ? 1 : 0);
      divergence -= (held + outside) * (std::log(held / spread) - std::log(inside));
    }
    return divergence / total;
  }

 private:
  std::vector<double> counts_, sums_, used_, logs_;
};

// The number of bins between zero and the one that holds `magnitude`, inclusive.
int bins_to(double magnitude, double width) {
  return std::clamp(static_cast<int>(std::ceil(magnitude / width)), 0, kBins);
}

}  // namespace

Range entropy_range(const TensorStats& stats, const RangeOptions& options) {
  const double width = stats.histogram().width();
  std::vector<double> counts = Density(stats).counts(-kBins * width, kBins * width, 2 * kBins);
  counts[kBins] -= static_cast<double>(stats.zero_count());
  const int most_below = bins_to(-stats.min(), width), most_above = bins_to(stats.max(), width);
  const int most = std::max(most_below, most_above);
  const Divergence divergence(std::move(counts));
  Range best{stats.min(), stats.max()};
  double least = HUGE_VAL;
  for (int bins = most; bins > 0; --bins) {
    const int below = options.asymmetric ? std::min(bins, most_below) : bins;
    const int above = options.asymmetric ? std::min(bins, most_above) : bins;
    if (below + above < kLevels) break;
    const double found =
        divergence.of(static_cast<size_t>(kBins - below), static_cast<size_t>(kBins + above));
    if (found >= least) continue;
    least = found;
    const auto bound = static_cast<float>(bins * width);
    best = {std::max(stats.min(), -bound), std::min(stats.max(), bound)};
  }
  return best;
}

}  // namespace msquant
