#include "quant/equalization.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

// Two channels used by one row of weights (1, 1), variances 4 and 1.
ChannelUse two_channels(const std::vector<float>& range) {
  ChannelUse use;
  use.range = range;
  use.energy = {1, 1};
  use.variance = {4, 1};
  use.rows = {1, 1};
  use.first = {0};
  use.count = {2};
  return use;
}

// If both halves of the images are alike.
std::vector<float> scales_of(const std::vector<float>& range) {
  return equalizing_scales({two_channels(range)}, {range, range});
}

}  // namespace

// By hand: activation step 255/255 = 1, noise (1 + 1)/12; weight step 127/127 · 1 / 127, noise
// (1/127)²/12 · (4 + 1); signal 4 + 1.
TEST_CASE("predicted noise is rounding of activations plus rounding of weights over the signal") {
  const double weight = 5.0 / 127 / 127 / 12;
  CHECK(predicted_noise(two_channels({255, 51}), {1, 1}) ==
        Approx((2.0 / 12 + weight) / 5).epsilon(1e-9));
}

// Divided by (1, 0.25) the second channel is as wide as the first: its activation noise falls by
// 16; the weight's step stays, the noise on the second channel's share rises by 16.
TEST_CASE("a narrow channel gets more of the range, at the cost of its weights") {
  const double weight = (4 + 16.0) / 127 / 127 / 12;
  CHECK(predicted_noise(two_channels({255, 63.75f}), {1, 0.25f}) ==
        Approx((1.0625 / 12 + weight) / 5).epsilon(1e-9));
  const std::vector<float> scales = scales_of({255, 63.75f});
  CHECK(scales[0] == 1);
  CHECK(scales[1] == Approx(0.25));
}

TEST_CASE("channels are evened out by a factor of four at most, and not at all if none is wider") {
  CHECK(scales_of({255, 0})[1] == Approx(0.25));
  CHECK(scales_of({255, 255}) == std::vector<float>{1, 1});
  CHECK(scales_of({0, 0}) == std::vector<float>{1, 1});
}

// One half of the images says that the second channel can have four times the resolution, the other
// half fills it.
TEST_CASE("channels whose range differs from image to image are left alone") {
  const std::vector<float> steady{255, 63.75f}, changing{255, 255};
  CHECK(equalizing_scales({two_channels(steady)}, {steady, steady})[1] == Approx(0.25));
  CHECK(equalizing_scales({two_channels(changing)}, {steady, changing}) ==
        std::vector<float>{1, 1});
}
