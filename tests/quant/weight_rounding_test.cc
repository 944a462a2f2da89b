#include "quant/weight_rounding.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

// Of `length` inputs, from patches given one after the other.
InputMoments moments_of(int64_t length, const std::vector<float>& real,
                        const std::vector<float>& simulated) {
  InputMoments moments(length);
  moments.add(real, simulated, static_cast<int64_t>(real.size()) / length);
  return moments;
}

}  // namespace

TEST_CASE("moments are sums over patches, in whatever portions they come") {
  const InputMoments once = moments_of(2, {1, 2, 3, 4}, {1, 1, 2, 5});
  CHECK(once.gram()[0] == 1 * 1 + 2 * 2);
  CHECK(once.gram()[1] == 1 * 1 + 2 * 5);
  CHECK(once.gram()[3] == 1 * 1 + 5 * 5);
  CHECK(once.cross()[0] == 0 * 1 + 1 * 2);   // (x - x̂)₀ · x̂₀
  CHECK(once.cross()[1] == 1 * 1 + -1 * 2);  // (x - x̂)₁ · x̂₀
  CHECK(once.real_sum() == std::vector<double>{4, 6});
  CHECK(once.simulated_sum() == std::vector<double>{3, 6});
  InputMoments twice(2);
  twice.add({1, 2}, {1, 1}, 1);
  twice.add({3, 4}, {2, 5}, 1);
  CHECK(twice.gram()[1] == once.gram()[1]);
  CHECK(twice.cross() == once.cross());
}

// Each of 0.4 alone would be rounded to 0; inputs that always agree make up for each other.
TEST_CASE("the rounding error of one weight is carried over to inputs correlated with its own") {
  const std::vector<float> x{1, 1, -1, -1, 2, 2, -2, -2};
  const FittedRows fitted = fit_rows({0.4f, 0.4f}, {1}, moments_of(2, x, x));
  CHECK(fitted.rows[0] + fitted.rows[1] == 1);
  CHECK(fitted.shifts[0] == Approx(0).margin(1e-6));
}

TEST_CASE("weights of independent inputs are rounded to the nearest, and stay on the grid") {
  const std::vector<float> x{1, 1, 1, -1, -1, 1, -1, -1};
  const FittedRows fitted = fit_rows({0.4f, 0.6f, 1000, -0.3f}, {1, 0.5f}, moments_of(2, x, x));
  CHECK(fitted.rows == std::vector<float>{0, 1, 63.5f, -0.5f});
}

// x̂ = x / 2: the best weight is twice the original one, damped by 1 %.
TEST_CASE("weights are fitted to what the quantized network computes") {
  const FittedRows fitted = fit_rows({3}, {1}, moments_of(1, {2, -2, 4, -4}, {1, -1, 2, -2}));
  CHECK(fitted.rows == std::vector<float>{6});
}

// w · mean(x) = 2 · 10, q · mean(x̂) = 2 · 8.
TEST_CASE("the shift takes the mean error off") {
  const FittedRows fitted = fit_rows({2}, {1}, moments_of(1, {9, 11}, {7, 9}));
  CHECK(fitted.rows == std::vector<float>{2});
  CHECK(fitted.shifts[0] == Approx(4));
}

TEST_CASE("inputs that never change leave their weights rounded to the nearest") {
  const FittedRows fitted = fit_rows({1.4f, 2.6f}, {1}, moments_of(2, {5, 0, 5, 0}, {5, 0, 5, 0}));
  CHECK(fitted.rows == std::vector<float>{1, 3});
  CHECK(fitted.shifts[0] == Approx(5 * 0.4));
}
