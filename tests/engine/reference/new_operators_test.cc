#include <catch2/catch.hpp>

#include "base/error.h"
#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: NumPy 2 and SciPy 1.17 in double, or counted by hand.

TEST_CASE("reference functions of one element") {
  const auto [kind, attributes, expected] = GENERATE(table<OpKind, Attributes, std::vector<float>>({
      {OpKind::kLeakyRelu, FunctionAttrs{0.125f, 0}, {-0.5f, -0.0625f, 0.0f, 0.5f, 3.5f}},
      {OpKind::kElu, FunctionAttrs{0.5f, 0}, {-0.4908422f, -0.19673467f, 0.0f, 0.5f, 3.5f}},
      {OpKind::kClip, FunctionAttrs{-0.25f, 2}, {-0.25f, -0.25f, 0.0f, 0.5f, 2.0f}},
      {OpKind::kHardSigmoid, FunctionAttrs{0.25f, 0.5f}, {0.0f, 0.375f, 0.5f, 0.625f, 1.0f}},
      {OpKind::kHardSwish, {}, {-0.0f, -0.20833333f, 0.0f, 0.29166666f, 3.5f}},
      {OpKind::kSwish, {}, {-0.07194484f, -0.18877034f, 0.0f, 0.31122968f, 3.3974073f}},
      {OpKind::kMish, {}, {-0.072591744f, -0.22074378f, 0.0f, 0.3752452f, 3.4939907f}},
      {OpKind::kGelu, {}, {-0.00012668497f, -0.15426877f, 0.0f, 0.34573123f, 3.4991858f}},
      {OpKind::kGeluTanh, {}, {-0.00007024595f, -0.154286f, 0.0f, 0.345714f, 3.4993837f}},
      {OpKind::kSoftplus, {}, {0.018149927f, 0.474077f, 0.6931472f, 0.974077f, 3.5297503f}},
      {OpKind::kTanh, {}, {-0.9993293f, -0.46211717f, 0.0f, 0.46211717f, 0.9981779f}},
      {OpKind::kErf, {}, {-1.0f, -0.5204999f, 0.0f, 0.5204999f, 0.9999993f}},
      {OpKind::kExp, {}, {0.01831564f, 0.60653067f, 1.0f, 1.6487212f, 33.11545f}},
      {OpKind::kAbs, {}, {4.0f, 0.5f, 0.0f, 0.5f, 3.5f}},
      {OpKind::kNeg, {}, {4.0f, 0.5f, -0.0f, -0.5f, -3.5f}},
  }));
  INFO(name_of(kind));
  CHECK_THAT(elements(run_operator(kind, attributes, {vector({-4, -0.5f, 0, 0.5f, 3.5f})})),
             Catch::Approx(expected).margin(1e-6));
}

TEST_CASE("reference Pow, Maximum, Minimum and PRelu") {
  const Tensor a = vector({-2, 0.5f, 3}), b = vector({2, 2, -1});
  CHECK_THAT(elements(run_operator(OpKind::kPow, {}, {a, b})),
             Catch::Approx(std::vector<float>{4, 0.25f, 1 / 3.0f}));
  CHECK(elements(run_operator(OpKind::kMaximum, {}, {a, b})) == std::vector<float>{2, 2, 3});
  CHECK(elements(run_operator(OpKind::kMinimum, {}, {a, b})) == std::vector<float>{-2, 0.5f, -1});
  CHECK(elements(run_operator(OpKind::kPRelu, {}, {a, b})) == std::vector<float>{-4, 0.5f, 3});
}

TEST_CASE("reference Slice runs both ways and clamps its ends") {
  const SliceAttrs attrs{{1, 3}, {SliceAttrs::kToEnd, -1}, {1, -2}};
  const Tensor y = run_operator(OpKind::kSlice, attrs, {cycle({3, 4}, 100, 0)});
  CHECK(y.shape() == Shape{2, 2});
  CHECK(elements(y) == std::vector<float>{7, 5, 11, 9});
}

TEST_CASE("reference Gather, BroadcastTo and Tile") {
  const Tensor x = cycle({2, 3}, 100, 0);
  const Tensor indices = Tensor::from<int32_t>({2}, {2, 0});
  CHECK(elements(run_operator(OpKind::kGather, AxisAttrs{1}, {x, indices})) ==
        std::vector<float>{2, 0, 5, 3});
  CHECK_THROWS_AS(run_operator(OpKind::kGather, AxisAttrs{1}, {x, Tensor::from<int32_t>({1}, {3})}),
                  Error);
  CHECK(elements(run_operator(OpKind::kBroadcastTo, BroadcastAttrs{{2, 2}}, {vector({1, 2})})) ==
        std::vector<float>{1, 2, 1, 2});
  CHECK(elements(run_operator(OpKind::kTile, TileAttrs{{1, 2}}, {x})) ==
        std::vector<float>{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5});
}

TEST_CASE("reference sums and maxima") {
  const Tensor x = cycle({2, 3}, 100, -2);
  CHECK(elements(run_operator(OpKind::kReduceSum, ReduceAttrs{{1}, false}, {x})) ==
        std::vector<float>{-3, 6});
  CHECK(elements(run_operator(OpKind::kReduceMax, ReduceAttrs{{0}, true}, {x})) ==
        std::vector<float>{1, 2, 3});
}
