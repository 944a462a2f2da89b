// What a network sees of its first sample, and whether that looks as networks are used to.
#pragma once

#include <string>
#include <vector>

#include "data/sample_stream.h"
#include "graph/graph.h"
#include "pipeline/samples.h"

namespace msquant {

// File of a run folder.
inline constexpr const char* kFirstInputFile = "first_input.png";

struct InputSummary {
  std::string name;
  Shape shape;                        // of one sample
  double min = 0, max = 0, mean = 0;  // of the first sample
  std::string problem;                // what looks wrong with the samples; "" if nothing does
};

// Of every float32 input. Something looks wrong if an element of `samples` is larger than 20 in
// magnitude (pixels that were not rescaled reach 255; (255 - mean) / std of ImageNet is 2.6), or if
// all elements lie within 0.2 of each other (rescale or std applied twice).
std::vector<InputSummary> summarize_inputs(const Graph& graph,
                                           const std::vector<ModelInputs>& samples);

// The first input that is an image, as a PNG file; "" if none is. Images of `data` are shown as
// resize, center_crop and color leave them, tensors stretched from their smallest to their largest
// element.
std::string first_input_png(const ModelInputs& sample, const DataArguments& data,
                            const Settings& settings);

}  // namespace msquant
