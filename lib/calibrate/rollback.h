// Which layers suffer most from quantization: those that num_rollback_nodes leaves in float.
#pragma once

#include <string>
#include <vector>

#include "base/events.h"
#include "data/sample_stream.h"
#include "graph/graph.h"

namespace msquant {

struct RankedLayer {
  std::string layer;
  double error = 0;
};

// The worst layer first; equals in the order of `layers`. As msmodelslim ranks them: a layer's
// outputs as rows of channels, G = Σ xᵀx / number of rows over all images, and the error is the
// mean of (G_reference - G_simulated)² over its entries. Unlike there, `reference` has its batch
// normalization folded as `simulated` has, and the activations of `simulated` are quantized. Both
// take one image at a time. Needs two matrices of the channels' size for each layer.
std::vector<RankedLayer> rank_layers(const Graph& reference, const Graph& simulated,
                                     const std::vector<std::string>& layers, SampleStream& samples,
                                     int threads, Events& events);

}  // namespace msquant
