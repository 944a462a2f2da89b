#include <fmt/format.h>

#include <algorithm>

#include "report/drawings.h"

namespace msquant {
namespace {

constexpr double kLeft = 56, kRight = 472, kTop = 12, kBottom = 150;

// An area between two lines of steps.
std::string area(const ReportWeight& weight, const Scale& x, const Scale& y) {
  const size_t columns = std::min(weight.min.size(), weight.max.size());
  if (columns == 0) return "";
  std::string path = fmt::format("M{:.1f} {:.1f}", x(0), y(weight.max.front()));
  for (size_t i = 0; i < columns; ++i) {
    path += fmt::format("V{:.1f}H{:.1f}", y(weight.max[i]), x(static_cast<double>(i + 1)));
  }
  for (size_t i = columns; i-- > 0;) {
    path += fmt::format("V{:.1f}H{:.1f}", y(weight.min[i]), x(static_cast<double>(i)));
  }
  return path + "Z";
}

}  // namespace

View channels_view(const ReportWeight& weight) {
  double low = 0, high = 0;
  for (double each : weight.min) low = std::min(low, each);
  for (double each : weight.max) high = std::max(high, each);
  const Scale x(0, static_cast<double>(weight.min.size()), kLeft, kRight);
  const Scale y(low, high, kBottom, kTop);
  return {{"area", area(weight, x, y)},
          {"zero", coordinate(y(0))},
          {"last", weight.channels - 1},
          {"channels", weight.channels},
          {"step", weight.step},
          {"is_grouped", weight.step > 1},
          {"smallest", number_text(weight.smallest)},
          {"median", number_text(weight.median)},
          {"largest", number_text(weight.largest)},
          {"zero_channels", weight.zero_channels},
          {"has_zero_channels", weight.zero_channels > 0},
          {"y_ticks", ticks_view(nice_ticks(low, high, 4), y)}};
}

}  // namespace msquant
