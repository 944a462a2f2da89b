// The outputs of a quantized network brought back to the mean and the size of the float ones.
#pragma once

#include <string>
#include <vector>

#include "calibrate/correction.h"

namespace msquant {

// y ≈ gain · ŷ + shift, for the outputs y of each of last_quantized_layers().
struct OutputFit {
  std::vector<double> gains;                // one for each layer
  std::vector<std::vector<double>> shifts;  // of its channels
  double noise = 0;  // Σ (y - gain · ŷ - shift)² / Σ y² of each layer, summed up
};

// The least squares fit of each candidate to context.reference; nodes and values of all have the
// same ids. One pass over the images for all candidates. Empty if no image was good.
std::vector<OutputFit> fit_outputs(const CorrectionContext& context,
                                   const std::vector<const Graph*>& candidates,
                                   const std::string& step);

// Puts gains into the scales of the weights, whose integers stay, and shifts into the biases.
void apply_fit(Graph& graph, const OutputFit& fit);

}  // namespace msquant
