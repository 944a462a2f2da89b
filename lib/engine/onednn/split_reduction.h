// Exact integer convolution with float32 arithmetic.
//
// float32 holds every integer up to 2^24 in magnitude exactly, and the sum or product of two exact
// integers whose result is such an integer is exact too. Let x be in [low, high] with low <= 0 <=
// high (0 because of padding). Every partial sum of Σ w*x, in whatever order a kernel adds and
// whether or not it fuses multiplication and addition, lies between the sum of the terms' minima
// and the sum of their maxima:
//   Σ min(w*low, w*high, 0)  <=  any partial sum  <=  Σ max(w*low, w*high, 0)
// If for each output channel both bounds are within ±2^24, the float32 result is the exact integer.
//
// Where they are not, the sum over the input channels is split into `parts` sums, each within the
// bounds, which are then added as int32. The parts are run as groups of one grouped convolution:
// as many multiplications as before.
//
// Unlike int8 instructions this is the same on every CPU: without VNNI, x86 adds pairs of products
// in saturating int16.
#pragma once

#include <optional>
#include <vector>

#include "tensor/tensor.h"

namespace msquant {

struct IntegerRange {
  int64_t low = 0, high = 0;
};

// The smallest number of equal parts into which the input channels of `weight` (int8 [K, C, kh,
// kw]) have to be split. Nothing if even single channels are too large, or if a channel's whole sum
// with its bias may leave int32.
std::optional<int64_t> parts_for_exact_sums(const Tensor& weight, const IntegerRange& x,
                                            const std::vector<int64_t>& bias);

// The weight as int8 [groups * parts, K / groups, C / parts, kh, kw], where output channel o of
// group g becomes channel o of the groups g * parts, g * parts + 1, …
Tensor split_reduction(const Tensor& weight, int64_t groups, int64_t parts);

}  // namespace msquant
