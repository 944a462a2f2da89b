#include <catch2/catch.hpp>

#include "base/error.h"
#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: Conv and ConvInteger of ONNX's reference evaluator, on the same cycles.

namespace {

Tensor conv(const ConvAttrs& attrs, const std::vector<Tensor>& inputs) {
  return run_operator(OpKind::kConv2d, attrs, inputs);
}

}  // namespace

TEST_CASE("reference convolution: strides, asymmetric padding, bias") {
  ConvAttrs attrs;
  attrs.stride = {2, 1};
  attrs.padding = {0, 1, 2, 0};
  const Tensor y =
      conv(attrs, {cycle({1, 2, 5, 4}, 7, -3), cycle({3, 2, 3, 2}, 5, -2), vector({0.5, -1, 2})});
  CHECK(y.shape() == Shape{1, 3, 2, 5});
  CHECK(elements(y) == std::vector<float>{0.5, 11.5, 15.5, 19.5, 9.5, 0.5, 10.5, 19.5, 9.5, -7.5,
                                          -1,  -3,   -9,   -15,  0,   -1,  -16,  -15,  0,   -6,
                                          2,   7,    -9,   5,    5,   2,   12,   5,    5,   5});
}

TEST_CASE("reference convolution: a batch of images") {
  CHECK(elements(conv(ConvAttrs{}, {cycle({2, 1, 2, 3}, 7, -3), cycle({1, 1, 2, 2}, 5, -2)})) ==
        std::vector<float>{9, 7, -3, 9});
}

TEST_CASE("reference convolution: groups, depthwise, channel multiplier") {
  ConvAttrs attrs;
  attrs.groups = 2;
  CHECK(elements(conv(attrs, {cycle({1, 4, 3, 3}, 7, -3), cycle({4, 2, 2, 2}, 5, -2)})) ==
        std::vector<float>{5, 2, -4, 7, -10, 5, 0, 8, -11, 3, 10, 3, 0, -8, -10, -4});
  CHECK(elements(conv(attrs, {cycle({1, 2, 3, 3}, 7, -3), cycle({4, 1, 2, 2}, 5, -2)})) ==
        std::vector<float>{9, 7, -4, -6, -2, -3, -5, 1, -8, -1, 13, -1, -2, 13, 1, -5});
  attrs.groups = 3;
  attrs.stride = {2, 2};
  attrs.padding = {1, 1, 1, 1};
  CHECK(elements(conv(attrs, {cycle({1, 3, 4, 4}, 7, -3), cycle({3, 1, 3, 3}, 5, -2)})) ==
        std::vector<float>{0, -9, 0, -15, -4, 13, 2, 12, 7, -8, 3, -12});
}

TEST_CASE("reference convolution: dilation differs by dimension") {
  ConvAttrs attrs;
  attrs.dilation = {2, 3};
  CHECK(elements(conv(attrs, {cycle({1, 1, 6, 7}, 11, -5), cycle({2, 1, 3, 2}, 5, -2)})) ==
        std::vector<float>{7, 5, 25, 23, -18, -9, -11, -13, -1, -2, 8, 7, 3, -9, -10, -11});
}

TEST_CASE("reference convolution: float16 rounds the float32 result once") {
  // Conv on float32(float16(x)), then .astype(float16).
  const Tensor x = to_half(Tensor::from<float>({1, 1, 2, 3}, {0, .1f, .2f, .3f, .4f, .5f}));
  const Tensor w = to_half(Tensor::from<float>({1, 1, 2, 2}, {.3f, .6f, .9f, 1.2f}));
  CHECK(half_elements(conv(ConvAttrs{}, {x, w})) ==
        std::vector<float>{0.81005859375, 1.1103515625});
}

TEST_CASE("reference integer convolution: zero point, padding worth 0, bias") {
  ConvAttrs attrs;
  attrs.x_zero_point = -5;
  attrs.padding = {1, 0, 0, 1};
  const Tensor x = cycle<int8_t>({1, 2, 3, 3}, 256, -128, 37);
  const Tensor w = cycle<int8_t>({2, 2, 2, 2}, 255, -127, 29);
  CHECK(elements<int32_t>(conv(attrs, {x, w})) ==
        std::vector<int32_t>{9081, 9599, 4697, 35028, 8024, -3862, -8864, -3356, -1142, 15153,
                             12267, 5180, 5595, -12894, -14609, -12752, 7159, 17980});
  CHECK(elements<int32_t>(conv(attrs, {x, w, Tensor::from<int32_t>({2}, {1000, -7})})) ==
        std::vector<int32_t>{10081, 10599, 5697, 36028, 9024, -2862, -7864, -2356, -142, 15146,
                             12260, 5173, 5588, -12901, -14616, -12759, 7152, 17973});
}

TEST_CASE("reference integer convolution: the sum is exact up to the ends of int32") {
  const Tensor x = Tensor::from<int8_t>({1, 1, 1, 1}, {1}), w = x;
  const int32_t largest = 2147483647;
  CHECK(elements<int32_t>(conv({}, {x, w, Tensor::from<int32_t>({1}, {largest - 1})})) ==
        std::vector<int32_t>{largest});
  CHECK_THROWS_WITH(conv({}, {x, w, Tensor::from<int32_t>({1}, {largest})}),
                    Catch::Contains("node 'node' (Conv2d)") && Catch::Contains("2147483648"));
}

TEST_CASE("reference integer convolution refuses a zero point beyond int8") {
  ConvAttrs attrs;
  attrs.x_zero_point = 128;
  const Tensor x = Tensor::from<int8_t>({1, 1, 1, 1}, {1});
  CHECK_THROWS_WITH(conv(attrs, {x, x}), Catch::Contains("x_zero_point is 128"));
}
