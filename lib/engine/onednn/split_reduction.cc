#include "engine/onednn/split_reduction.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "quant/vectorize.h"

namespace msquant {
namespace {

constexpr int64_t kExactIntegers = int64_t{1} << 24;

// Sums of the negative and of the positive weights, at most 2^24 of them.
MSQUANT_VECTORIZED void sum_by_sign(const int8_t* weights, int64_t count, int32_t sums[2]) {
  int32_t negative = 0, positive = 0;
  for (int64_t i = 0; i < count; ++i) {
    const int32_t w = weights[i];
    negative += w < 0 ? w : 0;
    positive += w > 0 ? w : 0;
  }
  sums[0] = negative;
  sums[1] = positive;
}

// Bounds of every partial sum of w*x.
IntegerRange bounds_of(Span<const int8_t> weights, const IntegerRange& x) {
  constexpr int64_t kMost = int64_t{1} << 24;
  IntegerRange bounds;
  for (int64_t i = 0; i < weights.size(); i += kMost) {
    int32_t sums[2];
    sum_by_sign(weights.data() + i, std::min(kMost, weights.size() - i), sums);
    bounds.low += sums[0] * x.high + sums[1] * x.low;
    bounds.high += sums[0] * x.low + sums[1] * x.high;
  }
  return bounds;
}

bool is_exact_in_parts(const Tensor& weight, const IntegerRange& x, int64_t parts) {
  const Span<const int8_t> data = weight.data<int8_t>();
  const int64_t count = data.size() / (weight.shape()[0] * parts);
  for (int64_t begin = 0; begin < data.size(); begin += count) {
    const IntegerRange sum = bounds_of(data.subspan(begin, count), x);
    if (sum.low < -kExactIntegers || sum.high > kExactIntegers) return false;
  }
  return true;
}

bool fits_int32(const Tensor& weight, const IntegerRange& x, const std::vector<int64_t>& bias) {
  using Limits = std::numeric_limits<int32_t>;
  const auto channels = static_cast<int64_t>(bias.size());
  const int64_t count = weight.size() / channels;
  for (int64_t c = 0; c < channels; ++c) {
    const IntegerRange sum = bounds_of(weight.data<int8_t>().subspan(c * count, count), x);
    const int64_t b = bias[static_cast<size_t>(c)];
    if (b < Limits::min() || b > Limits::max()) return false;
    if (sum.low + b < Limits::min() || sum.high + b > Limits::max()) return false;
  }
  return true;
}

}  // namespace

std::optional<int64_t> parts_for_exact_sums(const Tensor& weight, const IntegerRange& x,
                                            const std::vector<int64_t>& bias) {
  MSQUANT_CHECK(x.low <= 0 && x.high >= 0);
  if (!fits_int32(weight, x, bias)) return {};
  const int64_t channels = weight.shape()[1];
  for (int64_t parts = 1; parts <= channels; ++parts) {
    if (channels % parts == 0 && is_exact_in_parts(weight, x, parts)) return parts;
  }
  return {};
}

Tensor split_reduction(const Tensor& weight, int64_t groups, int64_t parts) {
  const Shape& shape = weight.shape();
  const int64_t outputs = shape[0] / groups, channels = shape[1] / parts;
  const int64_t count = channels * shape[2] * shape[3];
  Shape split{groups * parts, outputs, channels, shape[2], shape[3]};
  if (parts == 1) return weight.reshaped(std::move(split));
  Tensor result = Tensor::uninitialized(DType::kInt8, std::move(split));
  const int8_t* from = weight.data<int8_t>().begin();
  int8_t* to = result.mutable_data<int8_t>().begin();
  for (int64_t group = 0; group < groups; ++group) {
    for (int64_t output = 0; output < outputs; ++output) {
      for (int64_t part = 0; part < parts; ++part, from += count) {
        std::copy(from, from + count, to + (((group * parts + part) * outputs) + output) * count);
      }
    }
  }
  return result;
}

}  // namespace msquant
