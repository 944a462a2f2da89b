// The loops that oneDNN has no primitive for. They work on memory as it lies, padding included:
// zero padding stays zero wherever the zero point is in the range of int8.
//
// Each result is rounded exactly as quant/fake_quant.h and graph/op_kind.h say.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/onednn/fusion.h"
#include "engine/onednn/layout.h"

namespace msquant {

// to[i] = from[i] + value
void add_scalar(const float* from, float* to, int64_t count, float value, int threads);

// to[i] = from[i] rounded to float16
void round_to_half(const float* from, float* to, int64_t count, int threads);

// to[i] = quantize_value(from[i], inverse_scale, zero_point) - subtracted
struct QuantizeLoop {
  float inverse_scale = 1, zero_point = 0, subtracted = 0;
};
void quantize(const QuantizeLoop& loop, const float* from, float* to, int64_t count, int threads);
// `subtracted` is -128.
void quantize(const QuantizeLoop& loop, const float* from, uint8_t* to, int64_t count, int threads);

// to[i] = fake_quantize_value(from[i], scale, zero_point)
void fake_quantize(float scale, float zero_point, const float* from, float* to, int64_t count,
                   int threads);

// From the results of a convolution of integers (float32, each exact) to int32 sums with their bias
// and on to float32. Channel c of group g is the sum of `parts` channels (split_reduction.h).
struct DequantizeLoop {
  ChannelLayout layout;  // of the result
  int64_t parts = 1;
  int64_t blocks_per_group = 1;
  std::vector<int32_t> bias;  // of padded_channels()
  std::vector<float> scale;   // the same
  bool rounds_to_half = false;
  Activation activation = Activation::kNone;
};
// `to` may be `from` if there is one part.
void dequantize(const DequantizeLoop& loop, const float* from, float* to, int threads);
// The sums themselves.
void accumulate(const DequantizeLoop& loop, const float* from, int32_t* to, int threads);
// From int32 sums.
void dequantize(const DequantizeLoop& loop, const int32_t* from, float* to, int threads);

}  // namespace msquant
