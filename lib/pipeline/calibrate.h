// The main job: a float model and some images in, a quantized model out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/events.h"
#include "data/batch_loader.h"
#include "graph/graph.h"
#include "pipeline/settings.h"
#include "quant/layer_methods.h"
#include "quant/quant_config.h"
#include "quant/record.h"

namespace msquant {

struct Quantized {
  Graph graph;  // Quantize, integer operators, Dequantize: what is exported
  Record record;
};

// Inserts quant ops into a prepared graph, runs all images through it once, and lowers it. The
// result has the batch size of `prepared`; images go through one at a time, whatever it is.
// `methods` are for what `config` leaves open; `compat` rounds biases as ptq_quant does. With
// num_rollback_nodes the images go through a second time, float and quantized, and the layers that
// differ most (calibrate/rollback.h) stay float.
Quantized quantize(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                   const LayerMethods& methods, bool compat, int threads, Events& events);

}  // namespace msquant
