#include "quant/equalization.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

// Two channels used by one row of weights (1, 1), variances 4 and 1.
ChannelUse two_channels() {
  ChannelUse use;
  use.energy = {1, 1};
  use.variance = {4, 1};
  use.rows = {1, 1};
  use.first = {0};
  use.count = {2};
  return use;
}

}  // namespace

// By hand: activation step 255/255 = 1, noise (1 + 1)/12; weight step 127/127 · 1 / 127, noise
// (1/127)²/12 · (4 + 1); signal 4 + 1.
TEST_CASE("predicted noise is rounding of activations plus rounding of weights over the signal") {
  const double weight = 5.0 / 127 / 127 / 12;
  CHECK(predicted_noise(two_channels(), {255, 51}, {1, 1}) ==
        Approx((2.0 / 12 + weight) / 5).epsilon(1e-9));
}

// Divided by (1, 0.25) the second channel is as wide as the first: its activation noise falls by
// 16; the weight's step stays, the noise on the second channel's share rises by 16.
TEST_CASE("a narrow channel gets more of the range, at the cost of its weights") {
  const double weight = (4 + 16.0) / 127 / 127 / 12;
  CHECK(predicted_noise(two_channels(), {255, 63.75f}, {1, 0.25f}) ==
        Approx((1.0625 / 12 + weight) / 5).epsilon(1e-9));
  const std::vector<float> scales = equalizing_scales({two_channels()}, {255, 63.75f});
  CHECK(scales[0] == 1);
  CHECK(scales[1] == Approx(0.25));
}

TEST_CASE("channels are evened out by a factor of four at most, and not at all if none is wider") {
  CHECK(equalizing_scales({two_channels()}, {255, 0})[1] == Approx(0.25));
  CHECK(equalizing_scales({two_channels()}, {255, 255}) == std::vector<float>{1, 1});
  CHECK(equalizing_scales({two_channels()}, {0, 0}) == std::vector<float>{1, 1});
}
