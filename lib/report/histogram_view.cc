#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/drawings.h"

namespace msquant {
namespace {

constexpr double kLeft = 8, kRight = 472, kTop = 26, kBottom = 150;

// Bars from the bottom; their height is the logarithm of the count, so that tails are seen.
std::string bars(const ReportHistogram& histogram, const Scale& x) {
  const auto height = [](double count) { return std::log10(1 + std::max(count, 0.0)); };
  double most = 0;
  for (double count : histogram.counts) most = std::max(most, height(count));
  const Scale y(0, most, kBottom, kTop + 6);
  const double width =
      (histogram.high - histogram.low) / static_cast<double>(histogram.counts.size());
  std::string path = fmt::format("M{:.1f} {:.1f}", x(histogram.low), kBottom);
  for (size_t i = 0; i < histogram.counts.size(); ++i) {
    const double tall = height(histogram.counts[i]);
    path += fmt::format("V{:.1f}H{:.1f}", tall > 0 ? y(tall) : kBottom,
                        x(histogram.low + static_cast<double>(i + 1) * width));
  }
  return path + fmt::format("V{:.1f}Z", kBottom);
}

}  // namespace

View histogram_view(const ReportActivation& activation) {
  const ReportHistogram& histogram = activation.histogram;
  const Scale x(histogram.low, histogram.high, kLeft, kRight);
  const double low = x(activation.range.min), high = x(activation.range.max);
  return {{"bars", bars(histogram, x)},
          {"range_from", coordinate(low)},
          {"range_to", coordinate(high)},
          {"range_width", coordinate(high - low)},
          {"range_min", number_text(activation.range.min)},
          {"range_max", number_text(activation.range.max)},
          {"seen_min", number_text(activation.seen.min)},
          {"seen_max", number_text(activation.seen.max)},
          {"x_ticks", ticks_view(nice_ticks(histogram.low, histogram.high, 6), x)}};
}

}  // namespace msquant
