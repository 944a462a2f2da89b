#include "tensor/half.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace msquant;

TEST_CASE("known float16 values, from the table of IEEE 754 examples") {
  CHECK(Half(1.0f).bits == 0x3C00);
  CHECK(Half(-2.0f).bits == 0xC000);
  CHECK(Half(65504.0f).bits == 0x7BFF);
  CHECK(Half(65519.0f).bits == 0x7BFF);
  CHECK(Half(65520.0f).bits == 0x7C00);
  CHECK(Half(6.103515625e-05f).bits == 0x0400);
  CHECK(Half(5.9604644775390625e-08f).bits == 0x0001);
  CHECK(Half(0.333251953125f).bits == 0x3555);
  CHECK(Half(-0.0f).bits == 0x8000);
}

TEST_CASE("every float16 survives the way to float and back") {
  for (uint32_t i = 0; i <= 0xFFFF; ++i) {
    Half half;
    half.bits = static_cast<uint16_t>(i);
    const auto value = static_cast<float>(half);
    if (std::isnan(value)) {
      CHECK(std::isnan(static_cast<float>(Half(value))));
    } else if (Half(value).bits != half.bits) {
      FAIL("bits " << i);
    }
  }
}

TEST_CASE("a tie between two float16 values goes to the even one") {
  const float step = std::ldexp(1.0f, -10);
  CHECK(Half(1.0f + step / 2).bits == 0x3C00);
  CHECK(Half(1.0f + 3 * step / 2).bits == 0x3C02);
  CHECK(Half(std::ldexp(1.0f, -25)).bits == 0x0000);
  CHECK(Half(std::ldexp(3.0f, -25)).bits == 0x0002);
}

TEST_CASE("bfloat16 keeps the upper half of a float and rounds to nearest even") {
  CHECK(BFloat16(1.0f).bits == 0x3F80);
  CHECK(BFloat16(detail::float_from_bits(0x3F808000)).bits == 0x3F80);
  CHECK(BFloat16(detail::float_from_bits(0x3F818000)).bits == 0x3F82);
  CHECK(std::isnan(static_cast<float>(BFloat16(std::numeric_limits<float>::quiet_NaN()))));
}
