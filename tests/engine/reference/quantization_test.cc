#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/reference/run_operator.h"
#include "quant/fake_quant.h"

using namespace msquant;

namespace {

const float kInfinity = std::numeric_limits<float>::infinity();
const float kNan = std::numeric_limits<float>::quiet_NaN();

Tensor fake_quant(const Tensor& x, QuantParams params) {
  return run_operator(OpKind::kFakeQuant, FakeQuantAttrs{std::move(params)}, {x});
}

}  // namespace

TEST_CASE("quantizing rounds ties to even, after the zero point is added") {
  // numpy.rint
  const Tensor x = vector({0.5, 1.5, 2.5, -0.5, -1.5, -2.5});
  CHECK(elements<int8_t>(run_operator(OpKind::kQuantize, QuantizeAttrs{1, 0}, {x})) ==
        std::vector<int8_t>{0, 2, 2, 0, -2, -2});
  CHECK(elements<int8_t>(run_operator(OpKind::kQuantize, QuantizeAttrs{1, 1}, {x})) ==
        std::vector<int8_t>{2, 2, 4, 0, 0, -2});
}

TEST_CASE("quantizing saturates, and NaN gives the zero point") {
  const Tensor x = vector({1000, -1000, kInfinity, -kInfinity, kNan, 3e38f});
  CHECK(elements<int8_t>(run_operator(OpKind::kQuantize, QuantizeAttrs{100, -7}, {x})) ==
        std::vector<int8_t>{127, -128, 127, -128, -7, 127});
}

TEST_CASE("quantizing rounds the product before the zero point is added") {
  // numpy.float32: x * inverse_scale is 14.5 and + 11 is 25.5, which rounds to 26; a fused
  // multiply-add, or float64, gives 25.
  const float x = 0.53794992f, inverse_scale = 26.95418f;
  CHECK(elements<int8_t>(run_operator(OpKind::kQuantize, QuantizeAttrs{inverse_scale, 11},
                                      {vector({x})})) == std::vector<int8_t>{26});
  CHECK(std::nearbyint(std::fma(x, inverse_scale, 11.0f)) == 25);
}

TEST_CASE("zero points and scales at the ends of their types are defined") {
  CHECK(dequantize_value(-128, 1, 2147483647) == -2147483775.0f);
  CHECK(quantize_value(1, 1, 2147483647) == 127);
  CHECK(quantize_value(0, kInfinity, 5) == 5);
  CHECK(quantize_value(kNan, 1, 1000) == 127);
}

TEST_CASE("fake quantization per tensor") {
  // q = clip(rint(x * (1 / s) + 3), -128, 127); (q - 3) * s, all numpy.float32
  CHECK(elements(
            fake_quant(vector({.05f, -.05f, .15f, .149f, 1, -1.3f, 20, -20}), {{0.1f}, {3}, -1})) ==
        std::vector<float>{0.1f, -0.1f, 0.1f, 0.1f, 1, -1.3000001f, 12.400001f, -13.1f});
}

TEST_CASE("fake quantization per channel, along either axis") {
  const Tensor x = run_operator(OpKind::kMul, {}, {cycle({2, 3, 2}, 7, -3), vector({0.37f})});
  CHECK(elements(fake_quant(x, {{0.1f, 0.25f, 0.5f}, {0, 5, -5}, 1})) ==
        std::vector<float>{-1.1f, -0.7f, -0.25f, 0, 0.5f, 0.5f, 1.1f, -1.1f, -0.75f, -0.25f, 0,
                           0.5f});
  CHECK(elements(fake_quant(x, {{0.3f, 0.02f}, {0, 0}, 0})) ==
        std::vector<float>{-1.2f, -0.6f, -0.3f, 0, 0.3f, 0.6f, 1.12f, -1.12f, -0.74f, -0.35999998f,
                           0, 0.35999998f});
}

TEST_CASE("fake quantization without parameters passes its input on") {
  CHECK(
      elements(run_operator(OpKind::kFakeQuant, FakeQuantAttrs{}, {vector({0.123f, kInfinity})})) ==
      std::vector<float>{0.123f, kInfinity});
}

TEST_CASE("dequantizing scales each channel, and float16 rounds once more") {
  // acc.astype(float32) * scale, then .astype(float16)
  const Tensor x = Tensor::from<int32_t>({2, 3}, {2049, -3, 100000, 16777217, -2147483647 - 1, 7});
  const Tensor scale = vector({1, 0.1f, 0.7f});
  CHECK(elements(run_operator(OpKind::kDequantize, DequantizeAttrs{}, {x, scale})) ==
        std::vector<float>{2049, -0.3f, 70000, 16777216, -214748368, 4.9f});
  CHECK(half_elements(
            run_operator(OpKind::kDequantize, DequantizeAttrs{1, DType::kFloat16}, {x, scale})) ==
        std::vector<float>{2048, -0.300048828125f, kInfinity, kInfinity, -kInfinity, 4.8984375f});
}
