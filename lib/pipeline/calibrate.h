// The main job: a float model and some samples in, a quantized model out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/events.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "pipeline/settings.h"
#include "quant/quant_config.h"
#include "quant/record.h"

namespace msquant {

struct Quantized {
  Graph graph;  // Quantize, integer operators, Dequantize: what is exported
  Record record;
};

// Inserts quant ops into a prepared graph, runs all samples through it once, and lowers it. The
// result has the batch size of `prepared`; samples go through one at a time, whatever it is.
// `estimator` names how activation ranges are chosen; `compat` rounds biases as ptq_quant does.
Quantized quantize(const Graph& prepared, const QuantConfig& config, SampleStream& samples,
                   const std::string& estimator, bool compat, int threads, Events& events);

}  // namespace msquant
