#include "engine/onednn/kernels.h"

#include <algorithm>
#include <limits>

#include "graph/quant_params.h"
#include "quant/vectorize.h"
#include "tensor/half.h"

namespace msquant {
namespace {

// Calls body(begin, end) for parts of [0, count) on several threads.
template <class Body>
void parallel_for(int64_t count, int threads, const Body& body) {
  if (threads == 1) return body(int64_t{0}, count);
#pragma omp parallel for num_threads(threads)
  for (int thread = 0; thread < threads; ++thread) {
    body(count * thread / threads, count * (thread + 1) / threads);
  }
}

template <class Function>
void transform(const float* from, float* to, int64_t count, int threads, const Function& function) {
  parallel_for(count, threads, [&](int64_t begin, int64_t end) {
#pragma omp simd
    for (int64_t i = begin; i < end; ++i) to[i] = function(from[i]);
  });
}

// Rounds half to even, for |x| < 2^22: the sum has no room for a fraction. Unlike rint() it needs
// no instruction that the oldest x86-64 lacks.
inline float round_half_even(float x) {
  constexpr float kMagic = 12582912.f;  // 1.5 * 2^23
  return (x + kMagic) - kMagic;
}

// quantize_value() of quant/fake_quant.h in a form that compilers vectorise. Clipping first gives
// the same, since the bounds are integers.
inline float quantized(float x, float inverse_scale, float zero_point) {
  constexpr float kLow = kQuantMin, kHigh = kQuantMax;
  const float scaled = x * inverse_scale + zero_point;
  const float number = scaled == scaled ? scaled : zero_point;
  const float raised = number > kLow ? number : kLow;
  return round_half_even(raised < kHigh ? raised : kHigh);
}

MSQUANT_VECTORIZED void quantize_to_floats(QuantizeLoop loop, const float* from, float* to,
                                           int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    to[i] = quantized(from[i], loop.inverse_scale, loop.zero_point) - loop.subtracted;
  }
}

MSQUANT_VECTORIZED void fake_quantize_part(float scale, float zero_point, const float* from,
                                           float* to, int64_t count) {
  const float inverse_scale = 1.f / scale;
  for (int64_t i = 0; i < count; ++i) {
    to[i] = (quantized(from[i], inverse_scale, zero_point) - zero_point) * scale;
  }
}

MSQUANT_VECTORIZED void quantize_to_bytes(QuantizeLoop loop, const float* from, uint8_t* to,
                                          int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float q = quantized(from[i], loop.inverse_scale, loop.zero_point);
    to[i] = static_cast<uint8_t>(static_cast<int32_t>(q - loop.subtracted));
  }
}

constexpr int64_t kChunk = 64;  // elements; a multiple of every block

// The bias and scale of consecutive elements.
struct Factors {
  const int32_t* bias;
  const float* scale;  // nullptr: none
};

// The caller knows that the sums fit.
template <class From>
void sum_parts(const From* from, int64_t stride, int64_t parts, const int32_t* bias, int64_t count,
               int32_t* sums) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) sums[i] = bias[i] + static_cast<int32_t>(from[i]);
  for (int64_t part = 1; part < parts; ++part) {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) sums[i] += static_cast<int32_t>(from[part * stride + i]);
  }
}

void finish(const DequantizeLoop&, const float*, const int32_t* sums, int64_t count, int32_t* to) {
  std::copy(sums, sums + count, to);
}

void finish(const DequantizeLoop& loop, const float* scale, const int32_t* sums, int64_t count,
            float* to) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(sums[i]) * scale[i];
  if (loop.rounds_to_half) {
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(Half(to[i]));
  }
  if (loop.activation == Activation::kNone) return;
  const float upper =
      loop.activation == Activation::kRelu6 ? 6.f : std::numeric_limits<float>::infinity();
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float positive = to[i] > 0.f ? to[i] : 0.f;
    to[i] = positive < upper ? positive : upper;
  }
}

// `count` consecutive elements, of which the first has factors.bias[0]; with `is_periodic` they
// repeat every kChunk elements.
template <class From, class To>
void run_line(const DequantizeLoop& loop, const From* from, int64_t stride, int64_t count,
              const Factors& factors, bool is_periodic, To* to) {
  int32_t sums[kChunk];
  for (int64_t at = 0; at < count; at += kChunk) {
    const int64_t length = std::min(kChunk, count - at), first = is_periodic ? 0 : at;
    sum_parts(from + at, stride, loop.parts, factors.bias + first, length, sums);
    finish(loop, factors.scale == nullptr ? nullptr : factors.scale + first, sums, length, to + at);
  }
}

// Images of one pixel: the channels of a group stand side by side.
template <class From, class To>
void run_channels(const DequantizeLoop& loop, const From* from, To* to, int threads) {
  const int64_t count = loop.blocks_per_group * loop.layout.block;
  const int64_t groups = loop.layout.blocks / loop.blocks_per_group;
  parallel_for(loop.layout.images * groups, threads, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t channel = i % groups * count;
      const Factors factors{loop.bias.data() + channel,
                            loop.scale.empty() ? nullptr : loop.scale.data() + channel};
      run_line(loop, from + i * loop.parts * count, count, count, factors, false, to + i * count);
    }
  });
}

// The pixels of a block stand side by side, so that factors repeat after a block.
template <class From, class To>
void run_pixels(const DequantizeLoop& loop, const From* from, To* to, int threads) {
  const ChannelLayout& layout = loop.layout;
  const int64_t row = layout.pixels * layout.block, group = loop.blocks_per_group;
  parallel_for(layout.images * layout.blocks, threads, [&](int64_t begin, int64_t end) {
    int32_t bias[kChunk];
    float scale[kChunk];
    for (int64_t i = begin; i < end; ++i) {
      for (int64_t k = 0; k < kChunk; ++k) {
        const auto channel =
            static_cast<size_t>(i % layout.blocks * layout.block + k % layout.block);
        bias[k] = loop.bias[channel];
        scale[k] = loop.scale.empty() ? 0.f : loop.scale[channel];
      }
      // Blocks of all images count on: groups, of whole blocks, do not cross images.
      const int64_t source = i / group * group * loop.parts + i % group;
      run_line(loop, from + source * row, group * row, row, {bias, scale}, true, to + i * row);
    }
  });
}

template <class From, class To>
void run(const DequantizeLoop& loop, const From* from, To* to, int threads) {
  loop.layout.pixels == 1 ? run_channels(loop, from, to, threads)
                          : run_pixels(loop, from, to, threads);
}

}  // namespace

void add_scalar(const float* from, float* to, int64_t count, float value, int threads) {
  transform(from, to, count, threads, [=](float x) { return x + value; });
}

void round_to_half(const float* from, float* to, int64_t count, int threads) {
  transform(from, to, count, threads, [](float x) { return static_cast<float>(Half(x)); });
}

void quantize(const QuantizeLoop& loop, const float* from, float* to, int64_t count, int threads) {
  parallel_for(count, threads, [&](int64_t begin, int64_t end) {
    quantize_to_floats(loop, from + begin, to + begin, end - begin);
  });
}

void quantize(const QuantizeLoop& loop, const float* from, uint8_t* to, int64_t count,
              int threads) {
  parallel_for(count, threads, [&](int64_t begin, int64_t end) {
    quantize_to_bytes(loop, from + begin, to + begin, end - begin);
  });
}

void fake_quantize(float scale, float zero_point, const float* from, float* to, int64_t count,
                   int threads) {
  parallel_for(count, threads, [&](int64_t begin, int64_t end) {
    fake_quantize_part(scale, zero_point, from + begin, to + begin, end - begin);
  });
}

void dequantize(const DequantizeLoop& loop, const float* from, float* to, int threads) {
  run(loop, from, to, threads);
}

void accumulate(const DequantizeLoop& loop, const float* from, int32_t* to, int threads) {
  run(loop, from, to, threads);
}

void dequantize(const DequantizeLoop& loop, const int32_t* from, float* to, int threads) {
  run(loop, from, to, threads);
}

}  // namespace msquant
