#include "quant/balance.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace msquant;

// By hand: √(4/1), √(1/4).
TEST_CASE("at half strength activation and weights of a channel become equally wide") {
  CHECK(balance_factors({4, 1}, {1, 4}, 0.5) == std::vector<float>{2, 0.5f});
}

// 16^0.75 / 1, 1 / 16^0.25.
TEST_CASE("more strength moves more of the activation's range") {
  CHECK(balance_factors({16, 1}, {1, 16}, 0.75) == std::vector<float>{8, 0.5f});
}

// The first channel sets the widest activation, 4/2, and the widest weight, 1·2.
TEST_CASE("a channel that is 0 on one side is made as wide as the widest on the other") {
  CHECK(balance_factors({4, 0, 8, 0}, {1, 0.5f, 0, 0}, 0.5) == std::vector<float>{2, 4, 4, 1});
}

TEST_CASE("without a channel to balance all factors are 1, and none leaves its bounds") {
  CHECK(balance_factors({0, 3}, {2, 0}, 0.5) == std::vector<float>{1, 1});
  CHECK(balance_factors({0, 0}, {0, 0}, 0.5) == std::vector<float>{1, 1});
  for (float factor : balance_factors({1, 0, 1e30f}, {1, 1e-6f, 1e-6f}, 0.8)) {
    CHECK(std::isfinite(1 / factor));
    CHECK(factor <= 8388608);
  }
}
