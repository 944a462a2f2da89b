#include <catch2/catch.hpp>

#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: NumPy's transpose, concatenate and pad.

TEST_CASE("reference transpose of four dimensions") {
  const Tensor y =
      run_operator(OpKind::kTranspose, TransposeAttrs{{0, 3, 1, 2}}, {cycle({2, 3, 1, 4}, 24, 0)});
  CHECK(y.shape() == Shape{2, 4, 3, 1});
  CHECK(elements(y) == std::vector<float>{0,  4,  8,  1,  5,  9,  2,  6,  10, 3,  7,  11,
                                          12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23});
  CHECK(elements<int8_t>(run_operator(OpKind::kTranspose, TransposeAttrs{{3, 1, 0, 2}},
                                      {cycle<int8_t>({2, 2, 3, 2}, 24, 0)})) ==
        std::vector<int8_t>{0, 2, 4, 12, 14, 16, 6, 8, 10, 18, 20, 22,
                            1, 3, 5, 13, 15, 17, 7, 9, 11, 19, 21, 23});
}

TEST_CASE("reference reshape and flatten keep the elements, whatever their type") {
  const Tensor x = cycle<int8_t>({2, 3, 2}, 12, 0);
  const Tensor reshaped = run_operator(OpKind::kReshape, ReshapeAttrs{{-1, 4}}, {x});
  CHECK(reshaped.shape() == Shape{3, 4});
  CHECK(elements<int8_t>(reshaped) == elements<int8_t>(x));
  const Tensor flat = run_operator(OpKind::kFlatten, AxisAttrs{1}, {x});
  CHECK(flat.shape() == Shape{2, 6});
  CHECK(elements<int8_t>(run_operator(OpKind::kIdentity, {}, {flat})) == elements<int8_t>(x));
}

TEST_CASE("reference concatenation") {
  CHECK(elements(run_operator(OpKind::kConcat, AxisAttrs{1},
                              {cycle({2, 1, 2}, 9, 0), cycle({2, 2, 2}, 9, 10)})) ==
        std::vector<float>{0, 1, 10, 11, 12, 13, 2, 3, 14, 15, 16, 17});
  CHECK(elements(run_operator(OpKind::kConcat, AxisAttrs{0}, {vector({1}), vector({2, 3})})) ==
        std::vector<float>{1, 2, 3});
}

TEST_CASE("reference padding surrounds with a value of the input's type") {
  PadAttrs attrs{{0, 1, 0, 2}, {0, 0, 1, 1}, -0.5f};
  const Tensor y = run_operator(OpKind::kPad, attrs, {cycle({1, 2, 2, 2}, 8, 1)});
  CHECK(y.shape() == Shape{1, 3, 3, 5});
  std::vector<float> expected(45, -0.5f);
  expected[17] = 1, expected[18] = 2, expected[22] = 3, expected[23] = 4;
  expected[32] = 5, expected[33] = 6, expected[37] = 7, expected[38] = 8;
  CHECK(elements(y) == expected);

  PadAttrs integers{{1}, {2}, -3};
  CHECK(
      elements<int8_t>(run_operator(OpKind::kPad, integers, {Tensor::from<int8_t>({2}, {7, 8})})) ==
      std::vector<int8_t>{-3, 7, 8, -3, -3});
}
