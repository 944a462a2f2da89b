// The arithmetic of one quantized value, in the precision of the hardware: float32 throughout, with
// no intermediate rounding but that of each operation.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "graph/quant_params.h"

namespace msquant {

// clip(round_half_even(x * inverse_scale + zero_point), kQuantMin, kQuantMax). Infinities saturate;
// NaN gives the zero point, which stands for 0.
inline int32_t quantize_value(float x, float inverse_scale, int32_t zero_point) {
  const float scaled = x * inverse_scale + static_cast<float>(zero_point);
  if (std::isnan(scaled)) return std::clamp(zero_point, kQuantMin, kQuantMax);
  const auto low = static_cast<float>(kQuantMin), high = static_cast<float>(kQuantMax);
  return static_cast<int32_t>(std::clamp(std::nearbyint(scaled), low, high));
}

// (q - zero_point) * scale.
inline float dequantize_value(int32_t q, float scale, int32_t zero_point) {
  return static_cast<float>(int64_t{q} - zero_point) * scale;
}

// The float32 that stands for x after quantization: what FakeQuant computes.
inline float fake_quantize_value(float x, float scale, int32_t zero_point) {
  return dequantize_value(quantize_value(x, 1.0f / scale, zero_point), scale, zero_point);
}

}  // namespace msquant
