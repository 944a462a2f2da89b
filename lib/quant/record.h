// What calibration found: the parameters of each quantized layer. Its file is read and written by
// formats/record/record_file.h.
#pragma once

#include <string>
#include <vector>

#include "graph/quant_params.h"

namespace msquant {

struct LayerRecord {
  std::string layer;       // the cell name
  QuantParams activation;  // per tensor
  QuantParams weight;      // per output channel
  // What each channel of the layer's input is divided by, and its weights are multiplied by, before
  // they are quantized (passes/channel_scales.h); empty for nothing.
  std::vector<float> balance = {};
};

struct Record {
  std::vector<LayerRecord> layers;  // in the order of the graph's nodes
  std::string source = {};          // the file it was read from, for messages; may be empty
};

}  // namespace msquant
