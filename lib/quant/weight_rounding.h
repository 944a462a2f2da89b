// Rounding of weights by what it does to the layer's output, instead of each to the nearest.
#pragma once

#include <vector>

#include "quant/input_moments.h"

namespace msquant {

// Rows of a weight and what to add to the bias of each.
struct FittedRows {
  std::vector<float> rows;    // [channels, length], multiples of the channel's scale
  std::vector<float> shifts;  // of the biases
};

// Chooses q on the grid scale[c] * {-128 … 127} so that Σ (w·x - q·x̂ - shift)² over the patches of
// `moments` is small, for each row w of `rows` [scale.size(), moments.length()]:
// 1. the real-valued optimum w + w·C(x - x̂, x̂)·H⁻¹, with H = C(x̂, x̂) damped by 1 % of its mean
//    diagonal and C the covariance;
// 2. rounded one input at a time, the most variable first, each rounding's error carried over to
//    the inputs not yet rounded (GPTQ, Frantar et al. 2022: here in the equivalent form of a back
//    substitution in the Cholesky factor of H, which needs no inverse);
// 3. the shift that makes the mean error zero.
// Deterministic. A channel without data is rounded to nearest.
FittedRows fit_rows(const std::vector<float>& rows, const std::vector<float>& scale,
                    const InputMoments& moments);

}  // namespace msquant
