#include "quant/support/ifmr_exact.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace msquant {
namespace {

constexpr int kBins = 128;

std::vector<int64_t> cumulative_counts(Span<const float> elements, float min, float max) {
  std::vector<int64_t> counts(kBins);
  for (float x : elements) {
    const float position = std::floor(kBins * (x - min) / (max - min));
    const float bin = max > min ? std::clamp<float>(position, 0, kBins - 1) : 0;
    ++counts[static_cast<size_t>(bin)];
  }
  for (size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
  return counts;
}

}  // namespace

double exact_loss(Span<const float> elements, float scale, int offset) {
  double loss = 0;
  const auto o = static_cast<float>(offset);
  for (float x : elements) {
    const float q = std::clamp(std::rint(x * (1 / scale)) + o, -128.0f, 127.0f);
    const float error = (q - o) * scale - x;
    loss += static_cast<double>(error) * error;
  }
  return loss;
}

ExactIfmr ifmr_exact(Span<const float> elements) {
  const auto [min, max] = std::minmax_element(elements.begin(), elements.end());
  const auto count = static_cast<float>(elements.size());
  ExactIfmr result;
  for (int64_t below : cumulative_counts(elements, *min, *max)) {
    const float fraction = static_cast<float>(below) / count;
    if (fraction < 0.999999f) ++result.max_index;
    if (fraction < 1 - 0.999999f) ++result.min_index;
  }
  const auto bound = [&](int index) {
    return static_cast<float>(index) / kBins * (*max - *min) + *min;
  };
  result.max_init = std::max(bound(result.max_index), 0.0f);
  result.min_init = std::min(bound(result.min_index), 0.0f);
  result.params = {{1.0f}, {-128}, -1};
  result.loss = std::numeric_limits<double>::infinity();
  for (int step = 0; step < 61; ++step) {
    const float high = (0.7f + 0.01f * static_cast<float>(step)) * result.max_init;
    const float scale = (high - result.min_init) / 255;
    if (scale <= 1.192092896e-07f) continue;
    const int offset = -static_cast<int>(std::rint(result.min_init / scale) + 128);
    const double loss = exact_loss(elements, scale, offset);
    if (loss < result.loss) {
      result.loss = loss;
      result.best_step = step;
      result.params = {{scale}, {offset}, -1};
    }
  }
  return result;
}

}  // namespace msquant
