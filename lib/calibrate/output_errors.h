// How far quantized networks are off where their last quantized layers end.
#pragma once

#include <string>
#include <vector>

#include "calibrate/correction.h"

namespace msquant {

struct OutputErrors {
  // For each of last_quantized_layers() and each channel of its output y: the mean of y - ŷ.
  std::vector<std::vector<double>> means;
  // Σ (y - ŷ - mean)² / Σ y² of each of these layers, summed up.
  double noise = 0;
};

// Of each candidate, against context.reference; nodes and values of all have the same ids. One pass
// over the images for all candidates. Empty if no image was good.
std::vector<OutputErrors> output_errors(const CorrectionContext& context,
                                        const std::vector<const Graph*>& candidates,
                                        const std::string& step);

}  // namespace msquant
