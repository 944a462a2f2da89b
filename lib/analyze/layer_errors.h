// How much noise each quantized layer adds, with exactly the integers that are exported.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "analyze/compare.h"
#include "graph/graph.h"
#include "quant/record.h"

namespace msquant {

// Where a layer's noise is looked at.
enum class View {
  kIsolated,     // this layer alone quantized, fed its float input, at its own output
  kAccumulated,  // every layer quantized, at this layer's output
  kEndToEnd,     // this layer alone quantized, at the outputs of the network
};
inline constexpr size_t kViewCount = 3;

struct LayerError {
  std::string layer;  // the cell name
  OpKind kind = OpKind::kConv2d;
  std::array<std::optional<Deviation>, kViewCount> views;
  Clipping input;  // of the images compared

  const std::optional<Deviation>& view(View which) const {
    return views[static_cast<size_t>(which)];
  }
};

// The outputs of the network with a part of the quantization only.
struct NoiseSource {
  const char* name;
  Deviation output;
};

struct LayerErrors {
  int64_t images = 0;
  std::vector<LayerError> layers;    // in the order of the record
  std::vector<NoiseSource> sources;  // weights only, activations only, both
};

struct AnalyzeOptions {
  std::vector<View> views;
  bool sources = false;
  int threads = 1;
};

// Compares `prepared` with `integers`, the same model with the layers of `record` lowered. Isolated
// and accumulated errors of all layers together cost three forward passes an image, the sources two
// more. End to end errors cost one forward pass for each sixteen layers, and for each layer the
// operators that depend on it. Memory does not grow with the number of samples.
LayerErrors analyze(const Graph& prepared, const Graph& integers, const Record& record,
                    const SampleSource& samples, const AnalyzeOptions& options, Events& events);

// The requests that analyze() runs: all but the end to end view, and that view for the layers
// [begin, end) of the record. Deviations of slot kViewCount * i + v belong to view v of layer i;
// those of the sources follow.
CompareRequest request_at_layers(const Graph& prepared, const Graph& integers, const Record& record,
                                 const AnalyzeOptions& options);
CompareRequest request_at_outputs(const Graph& prepared, const Graph& integers,
                                  const Record& record, size_t begin, size_t end);

}  // namespace msquant
