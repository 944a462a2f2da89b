#include "engine/onednn/split_reduction.h"

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace msquant {
namespace {

constexpr int64_t kExactIntegers = int64_t{1} << 24;

// Bounds of every partial sum of w*x.
IntegerRange bounds_of(Span<const int8_t> weights, const IntegerRange& x) {
  IntegerRange bounds;
  for (int64_t w : weights) {
    bounds.low += std::min(w * x.low, w * x.high);
    bounds.high += std::max(w * x.low, w * x.high);
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
  Tensor result =
      Tensor::allocate(DType::kFloat32, {groups * parts, outputs, channels, shape[2], shape[3]});
  const int8_t* from = weight.data<int8_t>().begin();
  float* to = result.mutable_data<float>().begin();
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
