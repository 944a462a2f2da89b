#include "quant/least_squares.h"

#include <algorithm>
#include <cmath>

#include "quant/density.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

constexpr int kFractions = 100;
constexpr int kMostRounds = 8;

class Search {
 public:
  Search(const TensorStats& stats, const RangeOptions& options)
      : density_(stats),
        asymmetric_(options.asymmetric),
        full_{std::min(stats.min(), 0.0f), std::max(stats.max(), 0.0f)},
        best_(full_),
        least_(loss(full_)) {}

  Range run() {
    if (!asymmetric_) {
      shrink(true, true);
      return best_;
    }
    for (int round = 0; round < kMostRounds; ++round) {
      const bool above = full_.max > 0 && shrink(false, true);
      const bool below = full_.min < 0 && shrink(true, false);
      if (!above && !below) break;
    }
    return best_;
  }

 private:
  double loss(Range range) const {
    const QuantParams params = activation_params(range, asymmetric_);
    return density_.quantization_loss(params.scale[0], params.zero_point[0]);
  }

  // Tries every fraction of the chosen bounds; whether one is better than what there was.
  bool shrink(bool lower, bool upper) {
    bool is_better = false;
    const Range start = best_;
    for (int i = kFractions; i > 0; --i) {
      const float fraction = static_cast<float>(i) / kFractions;
      const Range range{lower ? full_.min * fraction : start.min,
                        upper ? full_.max * fraction : start.max};
      const double found = loss(range);
      if (found >= least_) continue;
      least_ = found;
      best_ = range;
      is_better = true;
    }
    return is_better;
  }

  const Density density_;
  const bool asymmetric_;
  const Range full_;
  Range best_;
  double least_;
};

}  // namespace

Range least_squares_range(const TensorStats& stats, const RangeOptions& options) {
  return Search(stats, options).run();
}

}  // namespace msquant
