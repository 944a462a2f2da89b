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
};

struct Record {
  std::vector<LayerRecord> layers;  // in the order of the graph's nodes
};

}  // namespace msquant
