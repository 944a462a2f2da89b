// A small network, quantized, and images to compare it on.
#pragma once

#include "analyze/compare.h"
#include "pipeline/calibrate.h"

namespace msquant {

// Twelve images of the sample at the size of the graph's input, pixels from 0 to 1, opened anew by
// each call.
SampleSource sample_images(const Graph& graph);

// The model that is exported, and its parameters.
struct Quantized {
  Graph graph;
  Record record;
};

struct QuantizedModel {
  Graph prepared;  // float
  Quantized quantized;
};

// `graph`, of one image in a batch, with these layers quantized by the min-max ranges of random
// inputs in [0, 1).
QuantizedModel quantize_layers(Graph graph, const std::vector<std::string>& layers);

// The same with one of the layers quantized alone, by the ranges that all have together.
QuantizedModel quantize_alone(Graph graph, const std::vector<std::string>& layers,
                              const std::string& layer);

}  // namespace msquant
