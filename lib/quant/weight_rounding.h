// Rounding of weights by what it does to the layer's output, instead of each to the nearest.
#pragma once

#include <vector>

#include "quant/input_moments.h"

namespace msquant {

// Rows of a weight and what to add to the bias of each.
struct RoundedRows {
  std::vector<float> rows;    // [channels, length], multiples of the channel's scale
  std::vector<float> shifts;  // of the biases
};

// Chooses q on the grid scale[c] * {-128 … 127} so that Σ (w·x - q·x̂ - shift)² over the patches of
// `moments` is small, for each row w of `rows` [scale.size(), moments.length()]. The inputs are
// rounded one at a time, the most variable first, and each rounding's error is carried over to the
// inputs not yet rounded as far as they are correlated (GPTQ, Frantar et al. 2022: here in the
// equivalent form of a back substitution in the Cholesky factor of the covariance of x̂, which needs
// no inverse). The covariance is shrunk towards that of independent inputs of equal variance, the
// more the fewer patches there are (Chen et al. 2010). Deterministic.
RoundedRows round_rows(const std::vector<float>& rows, const std::vector<float>& scale,
                       const InputMoments& moments);

}  // namespace msquant
