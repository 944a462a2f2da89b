// 16-bit floating-point storage types; arithmetic is done in float32.
#pragma once

#include <cstdint>
#include <cstring>

namespace msquant {

// IEEE 754 binary16. Conversion from float rounds to nearest, ties to even; overflow gives
// infinity.
struct Half {
  uint16_t bits = 0;
  Half() = default;
  explicit Half(float value);
  explicit operator float() const;
};

// The upper half of a float32. Conversion from float rounds to nearest, ties to even.
struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  explicit BFloat16(float value);
  explicit operator float() const;
};

namespace detail {

inline float float_from_bits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline uint32_t bits_from_float(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

}  // namespace detail

inline Half::operator float() const {
  const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16;
  const uint32_t exponent = (bits >> 10) & 0x1Fu, mantissa = bits & 0x3FFu;
  if (exponent == 0x1Fu) return detail::float_from_bits(sign | 0x7F800000u | (mantissa << 13));
  if (exponent != 0) {
    return detail::float_from_bits(sign | ((exponent + 112u) << 23) | (mantissa << 13));
  }
  // Zero or subnormal: mantissa * 2^-24 is exact in float32.
  const float magnitude = static_cast<float>(mantissa) * 5.9604644775390625e-8f;
  return sign != 0 ? -magnitude : magnitude;
}

inline Half::Half(float value) {
  const uint32_t all = detail::bits_from_float(value);
  const auto sign = static_cast<uint16_t>((all >> 16) & 0x8000u);
  const uint32_t magnitude = all & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) {  // NaN stays a quiet NaN
    bits = static_cast<uint16_t>(sign | 0x7E00u);
  } else if (magnitude >= 0x477FF000u) {  // rounds to 65536 or more
    bits = static_cast<uint16_t>(sign | 0x7C00u);
  } else if (magnitude < 0x38800000u) {
    // Subnormal result: adding 0.5 lines the float's mantissa up with multiples of 2^-24, and the
    // addition itself rounds to nearest even.
    const float shifted = detail::float_from_bits(magnitude) + 0.5f;
    bits = static_cast<uint16_t>(sign | (detail::bits_from_float(shifted) - 0x3F000000u));
  } else {
    const uint32_t odd = (magnitude >> 13) & 1u;
    bits = static_cast<uint16_t>(sign | ((magnitude - 0x38000000u + 0xFFFu + odd) >> 13));
  }
}

inline BFloat16::operator float() const {
  return detail::float_from_bits(static_cast<uint32_t>(bits) << 16);
}

inline BFloat16::BFloat16(float value) {
  const uint32_t all = detail::bits_from_float(value);
  if ((all & 0x7FFFFFFFu) > 0x7F800000u) {  // NaN stays a quiet NaN
    bits = static_cast<uint16_t>((all >> 16) | 0x40u);
  } else {
    bits = static_cast<uint16_t>((all + 0x7FFFu + ((all >> 16) & 1u)) >> 16);
  }
}

}  // namespace msquant
