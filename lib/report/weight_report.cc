#include "report/weight_report.h"

#include <algorithm>

namespace msquant {
namespace {

constexpr int64_t kMostColumns = 128;

}  // namespace

ReportWeight weight_report(const Tensor& rows) {
  ReportWeight result;
  result.channels = rows.shape()[0];
  result.step = (result.channels + kMostColumns - 1) / kMostColumns;
  const int64_t length = rows.shape()[1];
  if (result.channels == 0 || length == 0) return result;
  const Span<const float> elements = rows.data<float>();
  std::vector<double> magnitudes;
  for (int64_t channel = 0; channel < result.channels; ++channel) {
    const auto [low, high] = std::minmax_element(elements.begin() + channel * length,
                                                 elements.begin() + (channel + 1) * length);
    if (channel % result.step == 0) {
      result.min.push_back(*low);
      result.max.push_back(*high);
    }
    result.min.back() = std::min<double>(result.min.back(), *low);
    result.max.back() = std::max<double>(result.max.back(), *high);
    magnitudes.push_back(std::max(-*low, *high));
    result.zero_channels += magnitudes.back() == 0 ? 1 : 0;
  }
  std::sort(magnitudes.begin(), magnitudes.end());
  result.smallest = magnitudes.front();
  result.median = magnitudes[magnitudes.size() / 2];
  result.largest = magnitudes.back();
  return result;
}

}  // namespace msquant
