#include "quant/channel_sums.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

// 24 channels of 5 pixels; element (c, s) is (c + 1) · (s - 2), but for one that stands out.
float element(int64_t c, int64_t s) {
  return c == 17 && s == 4 ? -1000.5f : static_cast<float>((c + 1) * (s - 2));
}

std::vector<float> laid_out(const ChannelLayout& layout, int64_t pixels_per_image) {
  std::vector<float> elements;
  for (int64_t n = 0; n < layout.images; ++n) {
    for (int64_t b = 0; b < layout.blocks; ++b) {
      for (int64_t s = 0; s < layout.pixels; ++s) {
        for (int64_t lane = 0; lane < layout.block; ++lane) {
          elements.push_back(element(b * layout.block + lane, n * pixels_per_image + s));
        }
      }
    }
  }
  return elements;
}

}  // namespace

// By hand: the pixels of channel c are c + 1 times -2, -1, 0, 1, 2.
TEST_CASE("each channel has its range and its sums, in whatever layout") {
  const auto [layout, pixels] = GENERATE(table<ChannelLayout, int64_t>({{{1, 24, 5, 1}, 5},
                                                                        {{1, 3, 5, 8}, 5},
                                                                        {{1, 6, 5, 4}, 5},
                                                                        {{1, 8, 5, 3}, 5},
                                                                        {{5, 24, 1, 1}, 1}}));
  ChannelSums sums(24);
  sums.add(laid_out(layout, pixels), layout);
  CHECK(sums.count == 5);
  for (size_t c = 0; c < 24; ++c) {
    const double factor = static_cast<double>(c) + 1;
    INFO(layout.blocks << " blocks, channel " << c);
    CHECK(sums.range[c] == (c == 17 ? 1000.5f : static_cast<float>(2 * factor)));
    CHECK(sums.sum[c] == (c == 17 ? -1000.5 - 2 * factor : 0));
    CHECK(sums.squares[c] ==
          (c == 17 ? 1000.5 * 1000.5 + 6 * factor * factor : 10 * factor * factor));
  }
}

TEST_CASE("a channel may be several of a flattened image") {
  ChannelSums sums(2);
  sums.add(std::vector<float>{1, 2, 3, -4, 5, 6}, {1, 6, 1, 1});
  CHECK(sums.count == 3);
  CHECK(sums.sum == std::vector<double>{6, 7});
  CHECK(sums.range == std::vector<float>{3, 6});
}
