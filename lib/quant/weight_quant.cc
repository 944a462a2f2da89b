#include "quant/weight_quant.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "quant/extent.h"
#include "quant/vectorize.h"
#include "quant/weight_methods.h"

namespace msquant {
namespace {

// Calls `visit(channel, begin, end)` for every run of elements of one channel, in memory order.
template <class Visit>
void for_each_run(const Shape& shape, int axis, Visit&& visit) {
  MSQUANT_CHECK(axis >= 0 && axis < static_cast<int>(shape.size()));
  const int64_t channels = shape[static_cast<size_t>(axis)];
  const int64_t outer = element_count(Shape(shape.begin(), shape.begin() + axis));
  const int64_t inner = element_count(Shape(shape.begin() + axis + 1, shape.end()));
  for (int64_t o = 0, i = 0; o < outer; ++o) {
    for (int64_t channel = 0; channel < channels; ++channel, i += inner) {
      visit(static_cast<size_t>(channel), i, i + inner);
    }
  }
}

// Clipped and rounded half to even. Adding and subtracting 1.5 * 2^23 rounds as std::rint does, in
// the vector units of every processor; clipping first comes to the same, the bounds are integers.
MSQUANT_VECTORIZED void quantize_run(const float* weights, float scale, int64_t count,
                                     int8_t* quantized) {
  constexpr float kRounder = 12582912, kLow = kQuantMin, kHigh = kQuantMax;
  for (int64_t i = 0; i < count; ++i) {
    const float scaled = weights[i] / scale;
    const float raised = scaled > kLow ? scaled : kLow;
    const float clipped = raised < kHigh ? raised : kHigh;
    quantized[i] = static_cast<int8_t>(static_cast<int32_t>(clipped + kRounder - kRounder));
  }
}

[[noreturn]] void fail_not_finite(const std::string& name, int64_t index, float value) {
  throw Error(ErrorKind::kModel, "a weight is not finite", "parameter '" + name + "'",
              "element " + std::to_string(index) + " is " + std::to_string(value),
              "check that the training converged and that the checkpoint is intact");
}

void require_finite(Span<const float> elements, const std::string& name) {
  if (extent_of(elements).is_finite()) return;
  for (int64_t i = 0; i < elements.size(); ++i) {
    if (!std::isfinite(elements[i])) fail_not_finite(name, i, elements[i]);
  }
}

float usable_scale(const WeightMethod& method, Span<const float> weights) {
  const float scale = method.scale(weights);
  return std::isnormal(scale) ? scale : 1;
}

// The elements of each channel, one channel after another.
std::vector<float> gathered(const Tensor& weight, int axis) {
  const Span<const float> elements = weight.data<float>();
  const auto channels = static_cast<size_t>(weight.shape().at(static_cast<size_t>(axis)));
  const size_t per_channel = channels == 0 ? 0 : static_cast<size_t>(elements.size()) / channels;
  std::vector<float> result(static_cast<size_t>(elements.size()));
  std::vector<size_t> filled(channels);
  for_each_run(weight.shape(), axis, [&](size_t channel, int64_t begin, int64_t end) {
    std::copy(
        &elements[begin], &elements[end],
        result.begin() + static_cast<std::ptrdiff_t>(channel * per_channel + filled[channel]));
    filled[channel] += static_cast<size_t>(end - begin);
  });
  return result;
}

std::vector<float> scales_of_channels(const WeightMethod& method, Span<const float> elements,
                                      int64_t channels) {
  const int64_t per_channel = channels == 0 ? 0 : elements.size() / channels;
  std::vector<float> scales;
  for (int64_t c = 0; c < channels; ++c) {
    scales.push_back(usable_scale(method, elements.subspan(c * per_channel, per_channel)));
  }
  return scales;
}

}  // namespace

QuantParams weight_params(const Tensor& weight, int axis, const std::string& name,
                          const WeightChoice& choice) {
  const Span<const float> elements = weight.data<float>();
  require_finite(elements, name);
  const WeightMethod& method = find_weight_method(choice.method);
  const int64_t channels = weight.shape().at(static_cast<size_t>(axis));
  std::vector<float> scale;
  if (!choice.channel_wise) {
    scale.assign(static_cast<size_t>(channels), usable_scale(method, elements));
  } else if (axis == 0) {
    scale = scales_of_channels(method, elements, channels);
  } else {
    scale = scales_of_channels(method, gathered(weight, axis), channels);
  }
  return {std::move(scale), std::vector<int32_t>(static_cast<size_t>(channels), 0), axis};
}

Tensor quantize_weight(const Tensor& weight, const QuantParams& params) {
  const Span<const float> elements = weight.data<float>();
  Tensor result = Tensor::allocate(DType::kInt8, weight.shape());
  const Span<int8_t> quantized = result.mutable_data<int8_t>();
  for_each_run(weight.shape(), params.axis, [&](size_t channel, int64_t begin, int64_t end) {
    quantize_run(&elements[begin], params.scale[channel], end - begin, &quantized[begin]);
  });
  return result;
}

Tensor dequantize_weight(const Tensor& quantized, const QuantParams& params) {
  const Span<const int8_t> elements = quantized.data<int8_t>();
  Tensor result = Tensor::uninitialized(DType::kFloat32, quantized.shape());
  const Span<float> real = result.mutable_data<float>();
  for_each_run(quantized.shape(), params.axis, [&](size_t channel, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      real[i] = static_cast<float>(elements[i]) * params.scale[channel];
    }
  });
  return result;
}

}  // namespace msquant
