#include "quant/channel_sums.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "quant/vectorize.h"

namespace msquant {
namespace {

// Vector types of GCC and Clang: compilers may not reorder sums by themselves.
using Floats = float __attribute__((vector_size(16)));
using Doubles = double __attribute__((vector_size(32)));

// Where the results of neighbouring channels go.
struct Target {
  float* range;
  double *sum, *squares;
};

// Four neighbouring channels, in registers.
struct Lanes {
  static constexpr int64_t kCount = 4;
  Floats range;
  Doubles sum, squares;

  __attribute__((always_inline)) explicit Lanes(const Target& from) {
    std::memcpy(&range, from.range, sizeof range);
    std::memcpy(&sum, from.sum, sizeof sum);
    std::memcpy(&squares, from.squares, sizeof squares);
  }

  __attribute__((always_inline)) void add(const float* elements) {
    Floats x;
    std::memcpy(&x, elements, sizeof x);
    const Floats magnitude = x < 0 ? -x : x;
    range = magnitude > range ? magnitude : range;
    const Doubles wide = __builtin_convertvector(x, Doubles);
    sum += wide;
    squares += wide * wide;
  }

  __attribute__((always_inline)) void write(const Target& to) const {
    std::memcpy(to.range, &range, sizeof range);
    std::memcpy(to.sum, &sum, sizeof sum);
    std::memcpy(to.squares, &squares, sizeof squares);
  }
};

// Two of them side by side, so that one sum need not wait for the other.
constexpr int64_t kLanes = 2 * Lanes::kCount;
MSQUANT_VECTORIZED void add_lanes(const float* elements, int64_t stride, int64_t count,
                                  Target target) {
  const Target next{target.range + Lanes::kCount, target.sum + Lanes::kCount,
                    target.squares + Lanes::kCount};
  Lanes first(target), second(next);
  for (int64_t i = 0; i < count; ++i, elements += stride) {
    first.add(elements);
    second.add(elements + Lanes::kCount);
  }
  first.write(target);
  second.write(next);
}

void add_channel(const float* elements, int64_t stride, int64_t count, Target target) {
  float range = *target.range;
  double sum = *target.sum, squares = *target.squares;
  for (int64_t i = 0; i < count; ++i) {
    const float x = elements[i * stride];
    range = std::max(range, std::abs(x));
    sum += x;
    squares += double{x} * x;
  }
  *target.range = range;
  *target.sum = sum;
  *target.squares = squares;
}

}  // namespace

ChannelSums::ChannelSums(int64_t channels)
    : range(static_cast<size_t>(channels)), sum(range.size()), squares(range.size()) {}

void ChannelSums::add(Span<const float> elements, ChannelLayout layout) {
  const auto channels = static_cast<int64_t>(range.size());
  if (layout.padded_channels() != channels) layout = {1, channels, elements.size() / channels, 1};
  MSQUANT_CHECK(layout.images * channels * layout.pixels == elements.size());
  // Neighbours are the channels of a block or, of one pixel, all of them.
  const bool is_pixel = layout.pixels == 1;
  const int64_t neighbours = is_pixel ? channels : layout.block;
  const int64_t repeats = is_pixel ? layout.images : layout.pixels;
  const int64_t rows = elements.size() / (neighbours * repeats);
  for (int64_t row = 0; row < rows; ++row) {
    const float* x = elements.data() + row * neighbours * repeats;
    const int64_t first = row * neighbours % channels;
    for (int64_t lane = 0; lane < neighbours;) {
      const int64_t c = first + lane;
      const Target target{&range[static_cast<size_t>(c)], &sum[static_cast<size_t>(c)],
                          &squares[static_cast<size_t>(c)]};
      const bool is_wide = lane + kLanes <= neighbours;
      is_wide ? add_lanes(x + lane, neighbours, repeats, target)
              : add_channel(x + lane, neighbours, repeats, target);
      lane += is_wide ? kLanes : 1;
    }
  }
  count += layout.images * layout.pixels;
}

void widen(std::vector<float>& range, const std::vector<float>& other) {
  for (size_t c = 0; c < range.size(); ++c) range[c] = std::max(range[c], other[c]);
}

}  // namespace msquant
