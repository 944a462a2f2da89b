#include "calibrate/channel_stats.h"

#include <algorithm>
#include <cmath>

#include "base/bytes.h"

namespace msquant {

ChannelStats::ChannelStats(int64_t channels)
    : range_(static_cast<size_t>(channels)), sum_(range_.size()), squares_(range_.size()) {}

void ChannelStats::add(Span<const float> elements) {
  const int64_t size = elements.size() / static_cast<int64_t>(range_.size());
  for (size_t c = 0; c < range_.size(); ++c) {
    const float* x = elements.data() + static_cast<int64_t>(c) * size;
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < size; ++i) {
      range_[c] = std::max(range_[c], std::abs(x[i]));
      sum += x[i];
      squares += static_cast<double>(x[i]) * x[i];
    }
    sum_[c].add(sum);
    squares_[c].add(squares);
  }
  count_ += size;
}

void ChannelStats::merge(const ChannelStats& other) {
  for (size_t c = 0; c < range_.size(); ++c) {
    range_[c] = std::max(range_[c], other.range_[c]);
    sum_[c].add(other.sum_[c]);
    squares_[c].add(other.squares_[c]);
  }
  count_ += other.count_;
}

void ChannelStats::put_into(std::string& bytes) const {
  put(bytes, static_cast<int64_t>(range_.size()));
  put(bytes, count_);
  for (size_t c = 0; c < range_.size(); ++c) {
    put(bytes, range_[c]);
    put(bytes, sum_[c]);
    put(bytes, squares_[c]);
  }
}

ChannelStats ChannelStats::taken_from(std::string_view& bytes) {
  ChannelStats stats(take<int64_t>(bytes));
  stats.count_ = take<int64_t>(bytes);
  for (size_t c = 0; c < stats.range_.size(); ++c) {
    stats.range_[c] = take<float>(bytes);
    stats.sum_[c] = take<ExactSum>(bytes);
    stats.squares_[c] = take<ExactSum>(bytes);
  }
  return stats;
}

std::vector<double> ChannelStats::variance() const {
  std::vector<double> result;
  const auto count = static_cast<double>(count_);
  for (size_t c = 0; c < sum_.size(); ++c) {
    const double mean = sum_[c].value() / count;
    result.push_back(std::max(squares_[c].value() / count - mean * mean, 0.0));
  }
  return result;
}

}  // namespace msquant
