// How real numbers are mapped to 8-bit integers: real = scale * (q - zero_point).
#pragma once

#include <cstdint>
#include <vector>

namespace msquant {

// Range of a quantized value; int8 is the only type that the Ascend cube unit multiplies.
inline constexpr int kQuantMin = -128;
inline constexpr int kQuantMax = 127;

// Per-tensor parameters have one scale and axis -1; per-channel ones have a scale for each index of
// dimension `axis`. zero_point has as many elements as scale. Every scale is finite and > 0.
struct QuantParams {
  std::vector<float> scale;
  std::vector<int32_t> zero_point;
  int axis = -1;

  bool is_per_channel() const { return axis >= 0; }
};

inline bool operator==(const QuantParams& a, const QuantParams& b) {
  return a.scale == b.scale && a.zero_point == b.zero_point && a.axis == b.axis;
}

}  // namespace msquant
