#include "report/plot.h"

#include <fmt/format.h>

#include <cmath>

namespace msquant {

Scale::Scale(double low, double high, double from, double to)
    : offset_((from + to) / 2), factor_(0) {
  if (!(low < high)) return;
  factor_ = (to - from) / (high - low);
  offset_ = from - factor_ * low;
}

std::vector<double> nice_ticks(double low, double high, int count) {
  std::vector<double> ticks;
  const double rough = (high - low) / count;
  if (!(rough > 0) || !std::isfinite(rough)) return ticks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5, 2, 1}) {
    if (rough <= factor * power) step = factor * power;
  }
  for (double i = std::ceil(low / step); i * step <= high; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string number_text(double x) { return fmt::format("{:.4g}", x == 0 ? 0 : x); }

std::string coordinate(double x) { return fmt::format("{:.1f}", x); }

std::string db_text(double db) {
  return std::isfinite(db) ? fmt::format("{:.1f} dB", db) : "equal";
}

std::string bytes_text(int64_t bytes) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB"};
  auto amount = static_cast<double>(bytes);
  size_t unit = 0;
  for (; amount >= 1024 && unit < 3; ++unit) amount /= 1024;
  return fmt::format("{:.{}f} {}", amount, unit == 0 ? 0 : 1, kUnits[unit]);
}

View ticks_view(const std::vector<double>& ticks, const Scale& scale) {
  View view = View::array();
  for (double tick : ticks) {
    view.push_back({{"at", coordinate(scale(tick))}, {"text", number_text(tick)}});
  }
  return view;
}

}  // namespace msquant
