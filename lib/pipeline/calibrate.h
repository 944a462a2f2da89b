// The main job: a float model and some images in, a quantized model out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/events.h"
#include "calibrate/probe.h"
#include "graph/graph.h"
#include "pipeline/settings.h"
#include "quant/quant_config.h"
#include "quant/record.h"

namespace msquant {

struct Quantized {
  Graph graph;  // Quantize, integer operators, Dequantize: what is exported
  Record record;
};

struct QuantizeOptions {
  std::string estimator;                 // how activation ranges are chosen
  std::vector<std::string> corrections;  // names; see calibrate/correction.h
  bool compat = false;                   // biases are rounded as ptq_quant does
  int threads = 1;
};

// Inserts quant ops into a prepared graph, runs all images through it, once and more often where a
// correction needs it, and lowers it. The result has the batch size of `prepared`; images go
// through one at a time, whatever it is. Throws Error(kUsage) for an unknown name.
Quantized quantize(const Graph& prepared, const QuantConfig& config, const ImageSource& images,
                   const QuantizeOptions& options, Events& events);

}  // namespace msquant
