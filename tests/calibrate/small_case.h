// A network of one quantized layer, and samples for it.
#pragma once

#include <vector>

#include "calibrate/correction.h"

namespace msquant {

// A layer in float, and simulated: its input x between [-128, 127] · `step`, its weight in
// integers.
struct SmallCase {
  Graph reference, graph;
  NodeId layer;
  std::vector<Tensor> images;
  SampleSource samples;  // hands out `images`
  QuantConfig config;
  LayerMethods methods;
  SilentEvents silence;
  Recollection memory;

  // A dense layer whose weight is [out, in], or a 1×1 convolution.
  SmallCase(OpKind kind, const Shape& input, const std::vector<float>& weight, float step);
  SmallCase(const SmallCase&) = delete;

  void add_image(const std::vector<float>& elements);
  // For one correction, which knows of none before it.
  CorrectionContext context();
  QuantParams& input_params();
};

}  // namespace msquant
