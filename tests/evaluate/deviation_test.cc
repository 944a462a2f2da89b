#include "evaluate/deviation.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace msquant;

namespace {

Deviation deviation(const std::vector<float>& expected, const std::vector<float>& actual) {
  Deviation result;
  result.add(expected, actual);
  return result;
}

}  // namespace

TEST_CASE("SQNR and cosine of a hand-made pair") {
  // Signal 9 + 16, noise 1, product 9 + 12, energy 9 + 9.
  const Deviation d = deviation({3, 4}, {3, 3});
  CHECK(d.sqnr_db() == Approx(10 * std::log10(25.0)));
  CHECK(d.cosine() == Approx(21 / std::sqrt(25.0 * 18.0)));
}

TEST_CASE("equal tensors have no noise, and opposite ones point the other way") {
  CHECK(std::isinf(deviation({1, -2}, {1, -2}).sqnr_db()));
  CHECK(deviation({0, 0}, {0, 0}).cosine() == 1);
  CHECK(deviation({1, -2}, {-1, 2}).cosine() == Approx(-1));
  CHECK(deviation({0, 0}, {1, 0}).cosine() == 0);
}

TEST_CASE("deviations add up over tensors") {
  Deviation sum = deviation({3}, {3});
  sum.add(deviation({4}, {3}));
  CHECK(sum.sqnr_db() == deviation({3, 4}, {3, 3}).sqnr_db());
  CHECK(sum.cosine() == deviation({3, 4}, {3, 3}).cosine());
  sum.add(deviation({-2}, {1}));
  CHECK(sum.largest() == 3);
}

TEST_CASE("an element that is no finite number is noticed on either side") {
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(deviation({1}, {2}).is_finite());
  CHECK_FALSE(deviation({1}, {infinity}).is_finite());
  CHECK_FALSE(deviation({std::nanf("")}, {1}).is_finite());
}
