// IFMR straight from its definition, on raw data and in float32: the oracle of ifmr_range().
#pragma once

#include "quant/estimators.h"
#include "tensor/span.h"

namespace msquant {

struct ExactIfmr {
  int max_index = 0, min_index = 0;  // of the 128 bins
  float max_init = 0, min_init = 0;
  int best_step = -1;  // of 0.70, 0.71, …; -1 if every loss is NaN
  QuantParams params;
  double loss = 0;
};

ExactIfmr ifmr_exact(Span<const float> elements);

// Sum over `elements` of the squared difference to their quantized form.
double exact_loss(Span<const float> elements, float scale, int offset);

}  // namespace msquant
