#include "quant/density.h"

#include <algorithm>
#include <cmath>

#include "graph/quant_params.h"

namespace msquant {
namespace {

double cube(double x) { return x * x * x; }

}  // namespace

// The error of rounding to multiples of `step` from `origin` on, and clipping to the multiples
// `low` to `high`.
struct Density::Rounding {
  double origin, step, low, high;

  double squared_error(double x) const {
    x -= origin;
    const double error = x - std::clamp(std::rint(x / step) * step, low, high);
    return error * error;
  }

  // The integral of squared_error from `origin` to x: step^3 / 12 for each whole step, the cubic
  // of what is left, and beyond the range the cubic of the distance to it.
  double integral(double x) const {
    x -= origin;
    const double inside = std::clamp(x, low, high);
    const double steps = std::rint(inside / step);
    return steps * cube(step) / 12 + cube(inside - steps * step) / 3 + cube(x - inside) / 3;
  }
};

Density::Density(const TensorStats& stats) : count_(static_cast<double>(stats.count())) {
  const Histogram& histogram = stats.histogram();
  const auto zeros = static_cast<double>(stats.zero_count());
  const auto add = [&](double low, double high, double count) {
    low = std::max<double>(low, stats.min());
    high = std::min<double>(high, stats.max());
    if (count > 0) cells_.push_back({low, high, count});
  };
  for (int bin = -Histogram::kLastBin; bin <= Histogram::kLastBin; ++bin) {
    const auto count = static_cast<double>(histogram.count(bin));
    if (bin != 0) {
      add(histogram.lower_edge(bin), histogram.upper_edge(bin), count);
      continue;
    }
    // The rest of the bin of zero is taken to lie evenly on both sides of the atom.
    const double width = histogram.width();
    const double below = std::min<double>(width, std::max(-stats.min(), 0.0f));
    const double above = std::min<double>(width, std::max(stats.max(), 0.0f));
    const double share = below + above > 0 ? (count - zeros) / (below + above) : 0;
    add(-width, 0, share * below);
    add(0, 0, zeros);
    add(0, width, share * above);
  }
}

double Density::quantile(double fraction) const {
  double missing = fraction * count_;
  for (const Cell& cell : cells_) {
    if (missing <= cell.count) return cell.low + (cell.high - cell.low) * missing / cell.count;
    missing -= cell.count;
  }
  return cells_.empty() ? 0 : cells_.back().high;
}

double Density::quantization_loss(float scale, int zero_point) const {
  const double step = scale;
  return loss({0, step, step * (kQuantMin - zero_point), step * (kQuantMax - zero_point)});
}

double Density::rounding_loss(double first, double step, int count) const {
  return loss({first, step, 0, step * (count - 1)});
}

double Density::loss(const Rounding& rounding) const {
  double loss = 0;
  for (const Cell& cell : cells_) {
    const double width = cell.high - cell.low;
    loss += width > 0
                ? cell.count / width * (rounding.integral(cell.high) - rounding.integral(cell.low))
                : cell.count * rounding.squared_error(cell.low);
  }
  return loss;
}

std::vector<double> Density::counts(double low, double high, int bins) const {
  std::vector<double> result(static_cast<size_t>(bins));
  const double width = (high - low) / bins;
  const auto bin_of = [&](double x) {
    return static_cast<int>(std::clamp<double>(std::floor((x - low) / width), 0, bins - 1));
  };
  for (const Cell& cell : cells_) {
    const double from = std::max(cell.low, low), to = std::min(cell.high, high);
    if (from > to) continue;
    const int first = bin_of(from), last = bin_of(to);
    if (first == last) {
      const double share = cell.high > cell.low ? (to - from) / (cell.high - cell.low) : 1;
      result[static_cast<size_t>(first)] += share * cell.count;
      continue;
    }
    for (int bin = first; bin <= last; ++bin) {
      const double part = std::min(to, low + (bin + 1) * width) - std::max(from, low + bin * width);
      result[static_cast<size_t>(bin)] += part / (cell.high - cell.low) * cell.count;
    }
  }
  return result;
}

}  // namespace msquant
