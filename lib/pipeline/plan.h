// What a calibration will do with each layer, and why: known before any image is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "quant/quant_config.h"

namespace msquant {

struct PlannedLayer {
  std::string name;
  std::string_view op;
  std::optional<LayerMethods> methods;  // nothing if the layer stays float
  std::string reason;                   // why it stays float; "" if it does not
  int64_t bytes_before = 0;             // of its weight; 0 if that is not a constant
  int64_t bytes_after = 0;
};

// Every convolution, transposed convolution and matrix product of a prepared graph, in its order.
// `global` is for what `config` leaves open. A config without a source is taken for what
// generate_config() made. Throws what insert_quant() throws of a layer that does not exist or
// cannot be quantized.
std::vector<PlannedLayer> plan_layers(const Graph& prepared, const QuantConfig& config,
                                      const LayerMethods& global);

}  // namespace msquant
