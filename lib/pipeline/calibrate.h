// The main job in steps: a float model and some images, a calibrated model, a quantized one.
#pragma once

#include <string>

#include "base/events.h"
#include "data/batch_loader.h"
#include "graph/graph.h"
#include "pipeline/methods.h"
#include "quant/quant_config.h"
#include "quant/record.h"

namespace msquant {

// A model whose ranges are known, but whose arithmetic is float still. Every step between inserting
// quant ops and lowering works on it.
struct Calibrated {
  Graph
      graph;  // with a FakeQuant that has its parameters before every operand of a quantized layer
  QuantConfig config;  // what was asked for, with the layers that were rolled back switched off
  Record record;
};

// Inserts quant ops into a prepared graph and runs all images through it, once and more often where
// num_rollback_nodes or a correction needs it. They go through one at a time, whatever the batch
// size of `prepared`, which the result keeps. `methods` are for what `config` leaves open.
Calibrated calibrate(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                     const CalibrationMethods& methods, int threads, Events& events);

// What is exported: Quantize, integer operators, Dequantize. `ptq_quant` rounds biases as that
// does.
Graph lower(const Calibrated& calibrated, bool ptq_quant);

}  // namespace msquant
