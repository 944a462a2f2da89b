#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: NumPy and SciPy, named in front of each.

TEST_CASE("reference ReLU and ReLU6, which pass NaN on") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor x = vector({-1.5, 0, 2.5, 6, 7, nan});
  const std::vector<float> relu = elements(run_operator(OpKind::kRelu, {}, {x}));
  CHECK(std::vector<float>(relu.begin(), relu.end() - 1) == std::vector<float>{0, 0, 2.5, 6, 7});
  CHECK(std::isnan(relu.back()));
  const std::vector<float> relu6 = elements(run_operator(OpKind::kRelu6, {}, {x}));
  CHECK(std::vector<float>(relu6.begin(), relu6.end() - 1) == std::vector<float>{0, 0, 2.5, 6, 6});
  CHECK(std::isnan(relu6.back()));
}

TEST_CASE("reference sigmoid") {
  // scipy.special.expit
  CHECK_THAT(elements(run_operator(OpKind::kSigmoid, {}, {vector({-100, -2, 0, 0.5, 30})})),
             Catch::Approx(std::vector<float>{0, 0.11920292f, 0.5f, 0.62245933f, 1}).margin(1e-40));
}

TEST_CASE("reference arithmetic broadcasts both operands") {
  const Tensor y = run_operator(OpKind::kAdd, {}, {cycle({2, 1, 3}, 7, -3), cycle({4, 1}, 5, -2)});
  CHECK(y.shape() == Shape{2, 4, 3});
  CHECK(elements(y) == std::vector<float>{-5, -4, -3, -4, -3, -2, -3, -2, -1, -2, -1, 0,
                                          -2, -1, 0,  -1, 0,  1,  0,  1,  2,  1,  2,  3});
  const Tensor x = cycle({2, 3}, 7, -3);
  CHECK(elements(run_operator(OpKind::kSub, {}, {x, cycle({3}, 5, -2)})) ==
        std::vector<float>{-1, -1, -1, 2, 2, 2});
  CHECK(elements(run_operator(OpKind::kMul, {}, {x, cycle({2, 1}, 5, -2)})) ==
        std::vector<float>{6, 4, 2, 0, -1, -2});
  CHECK(elements(run_operator(OpKind::kDiv, {}, {x, vector({2, 4, -0.5})})) ==
        std::vector<float>{-1.5, -0.5, 2, 0, 0.25, -4});
}

TEST_CASE("reference arithmetic with a scalar") {
  CHECK(elements(run_operator(OpKind::kMul, {}, {vector({1, 2}), Tensor::from<float>({}, {3})})) ==
        std::vector<float>{3, 6});
}

TEST_CASE("reference arithmetic on float16 rounds to float16") {
  // float16 arrays added by NumPy: a tie, a rounded sum, an overflow, subnormals.
  const Tensor a = to_half(vector({2048, 0.1f, 65504, 1e-7f}));
  const Tensor b = to_half(vector({1, 0.2f, 16, 1e-7f}));
  CHECK(half_elements(run_operator(OpKind::kAdd, {}, {a, b})) ==
        std::vector<float>{2048, 0.2998046875f, std::numeric_limits<float>::infinity(),
                           2.384185791015625e-07f});
}
