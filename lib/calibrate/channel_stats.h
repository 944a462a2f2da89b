// What equalization remembers of the channels of one activation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/exact_sum.h"
#include "tensor/span.h"

namespace msquant {

// The same numbers in whatever order images are added or partial statistics merged.
class ChannelStats {
 public:
  explicit ChannelStats(int64_t channels);

  // Counts one image in; the channels lie one after the other.
  void add(Span<const float> elements);
  // As if everything added to `other`, of as many channels, had been added here.
  void merge(const ChannelStats& other);

  // Appends the statistics to `bytes`, and takes such from their front; see base/bytes.h.
  void put_into(std::string& bytes) const;
  static ChannelStats taken_from(std::string_view& bytes);

  int64_t count() const { return count_; }                    // elements of each channel
  const std::vector<float>& range() const { return range_; }  // largest magnitudes
  std::vector<double> variance() const;

 private:
  std::vector<float> range_;
  std::vector<ExactSum> sum_, squares_;
  int64_t count_ = 0;
};

}  // namespace msquant
