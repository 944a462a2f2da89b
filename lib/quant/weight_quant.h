// int8 quantization of weights: symmetric, one scale for each output channel.
#pragma once

#include <string>

#include "graph/quant_params.h"
#include "quant/layer_methods.h"
#include "tensor/tensor.h"

namespace msquant {

// A scale for each index of dimension `axis` by the method chosen, zero points 0; the same scale
// for all unless channel_wise. `weight` is float32. The only place that guards against weights
// without a usable scale: an all-zero channel, or one so small that its scale would not be
// a normal float32, gets scale 1. Throws Error(kModel) if an element is NaN or infinite; `name` is
// the parameter's, for the message.
QuantParams weight_params(const Tensor& weight, int axis, const std::string& name,
                          const WeightChoice& choice = {});

// clip(round_half_even(w / scale), -128, 127) as int8, same shape.
Tensor quantize_weight(const Tensor& weight, const QuantParams& params);

// The float32 numbers that an int8 weight stands for.
Tensor dequantize_weight(const Tensor& quantized, const QuantParams& params);

}  // namespace msquant
