// The main job: a float model and some images in, a quantized model out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/events.h"
#include "calibrate/observe.h"
#include "data/batch_loader.h"
#include "graph/graph.h"
#include "pipeline/settings.h"
#include "quant/quant_config.h"
#include "quant/record.h"

namespace msquant {

struct Quantized {
  Graph graph;  // Quantize, integer operators, Dequantize: what is exported
  Record record;
};

// How statistics become integers.
struct QuantizeOptions {
  std::string estimator;  // how activation ranges are chosen
  bool compat = false;    // rounds biases as ptq_quant does
};

// Runs all images through the float model once, one at a time, and keeps the statistics that the
// layers of `config` need. Weights are simulated as they will be quantized, as ptq_quant does. The
// statistics serve any configuration that quantizes a part of those layers.
// Throws Error(kUnsupported) if the configuration asks for rollback.
StatsMap observe_layers(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                        int threads, Events& events);

// Inserts quant ops into a prepared graph, fills them from `stats` and lowers it. The result has
// the batch size of `prepared`.
Quantized quantize(const Graph& prepared, const QuantConfig& config, const StatsMap& stats,
                   const QuantizeOptions& options);

}  // namespace msquant
