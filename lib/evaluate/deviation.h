// How far one tensor is from another: the figures behind SQNR and cosine similarity.
#pragma once

#include "tensor/span.h"

namespace msquant {

// Sums over the elements of all tensors added, in float64.
class Deviation {
 public:
  // Both have the same number of elements.
  void add(Span<const float> expected, Span<const float> actual);
  void add(const Deviation& other);

  // False if an element was NaN or infinite.
  bool is_finite() const;

  // Signal-to-quantization-noise ratio in dB: 10 log10(Σ expected² / Σ (expected - actual)²).
  // Infinite if they are equal.
  double sqnr_db() const;

  // Σ expected * actual / sqrt(Σ expected² * Σ actual²): 1 if they are equal, 0 if only one of them
  // is all zeros.
  double cosine() const;

  // The largest |expected - actual|.
  double largest() const { return largest_; }

 private:
  double signal_ = 0, noise_ = 0, energy_ = 0, product_ = 0, largest_ = 0;
};

}  // namespace msquant
