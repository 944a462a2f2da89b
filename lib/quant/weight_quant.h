// int8 quantization of weights: symmetric, one scale for each output channel.
#pragma once

#include <string>

#include "graph/quant_params.h"
#include "tensor/tensor.h"

namespace msquant {

// scale[c] = max|w[c, …]| / 127 along `axis`, zero points 0; an all-zero channel gets scale 1.
// `weight` is float32. Throws Error(kModel) if an element is NaN or infinite; `name` is the
// parameter's, for the message.
QuantParams weight_params(const Tensor& weight, int axis, const std::string& name);

// clip(round_half_even(w / scale), -128, 127) as int8, same shape.
Tensor quantize_weight(const Tensor& weight, const QuantParams& params);

// The float32 numbers that an int8 weight stands for.
Tensor dequantize_weight(const Tensor& quantized, const QuantParams& params);

}  // namespace msquant
