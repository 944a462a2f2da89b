#include "calibrate/channel_stats.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace msquant;

namespace {

// Two channels of two elements.
const std::vector<std::vector<float>> kImages = {
    {1, -3, 0, 0}, {5, 1, 0, 1e-3f}, {0.1f, 1e5f, 2, 2}};

ChannelStats stats_of(const std::vector<size_t>& images) {
  ChannelStats stats(2);
  for (size_t image : images) stats.add(kImages[image]);
  return stats;
}

}  // namespace

TEST_CASE("channels have a range and a variance") {
  const ChannelStats stats = stats_of({0, 1});
  CHECK(stats.count() == 4);
  CHECK(stats.range() == std::vector<float>{5, 1e-3f});
  CHECK(stats.variance()[0] == 9 - 1);  // of 1, -3, 5, 1
}

TEST_CASE("variances do not depend on the order and the partition of images, to the last bit") {
  const std::vector<double> whole = stats_of({0, 1, 2}).variance();
  CHECK(stats_of({2, 1, 0}).variance() == whole);
  std::string bytes;
  stats_of({1, 2}).put_into(bytes);
  std::string_view rest = bytes;
  ChannelStats merged = ChannelStats::taken_from(rest);
  CHECK(rest.empty());
  merged.merge(stats_of({0}));
  CHECK(merged.variance() == whole);
  CHECK(merged.range() == stats_of({0, 1, 2}).range());
  CHECK(merged.count() == 6);
}
