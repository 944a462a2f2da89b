#include "report/activation_report.h"

#include <algorithm>
#include <cmath>

#include "quant/density.h"

namespace msquant {
namespace {

constexpr int kBins = 120;

double percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

// Elements whose integer lies outside int8: more than half a step beyond the range.
double clipped_percent(const TensorStats& stats, const Density& density,
                       const ReportActivation& x) {
  const double half = x.scale / 2;
  const double inside = density.counts(x.range.min - half, x.range.max + half, 1).front();
  const auto count = static_cast<double>(stats.count());
  return percent(std::max(count - std::round(inside), 0.0), count);
}

ReportHistogram histogram(const Density& density, const ReportActivation& x) {
  ReportHistogram result;
  result.low = std::min(x.range.min, x.seen.min);
  result.high = std::max(x.range.max, x.seen.max);
  result.counts = density.counts(result.low, result.high, kBins);
  return result;
}

}  // namespace

ReportRange range_of(const QuantParams& params) {
  const double scale = params.scale[0];
  return {scale * (kQuantMin - params.zero_point[0]), scale * (kQuantMax - params.zero_point[0])};
}

ReportActivation activation_report(const TensorStats& stats, const QuantParams& params,
                                   const std::string& estimator) {
  ReportActivation result;
  result.estimator = estimator;
  result.scale = params.scale[0];
  result.zero_point = params.zero_point[0];
  result.range = range_of(params);
  result.seen = {stats.min(), stats.max()};
  result.zeros_percent =
      percent(static_cast<double>(stats.zero_count()), static_cast<double>(stats.count()));
  const Density density(stats);
  result.clipped_percent = clipped_percent(stats, density, result);
  result.histogram = histogram(density, result);
  return result;
}

double distance(const ReportRange& range, const ReportRange& last) {
  const double width = last.max - last.min;
  if (width <= 0) return 0;
  return std::max(std::abs(range.min - last.min), std::abs(range.max - last.max)) / width;
}

}  // namespace msquant
