// The range that keeps most of an activation's information, by the Kullback-Leibler divergence
// between the distribution and its quantized form (S. Migacz, "8-bit inference with TensorRT",
// GTC 2017).
#pragma once

#include "quant/range_options.h"
#include "quant/tensor_stats.h"

namespace msquant {

// Tries every threshold T that is a multiple of the histogram's bins and leaves at least 256 of
// them: the range reaches from max(min, -T) to min(max, T), from -T to T if symmetric. P counts the
// elements in the bins of the range, those outside in the outermost bins; Q those inside alone, in
// 256 equal levels, each spread over the bins of P that are not empty. The T of the least
// KL(P || Q) wins, the largest of equals. Zeros, which every range represents exactly, do not
// count.
Range entropy_range(const TensorStats& stats, const RangeOptions& options);

}  // namespace msquant
