// The main job in steps: a float model and some images, a calibrated model, a quantized one.
#pragma once

#include <string>

#include "base/events.h"
#include "data/batch_loader.h"
#include "graph/graph.h"
#include "quant/layer_methods.h"
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

// Inserts quant ops into a prepared graph and runs all images through it once. They go through one
// at a time, whatever the batch size of `prepared`, which the result keeps. `methods` are for what
// `config` leaves open. With num_rollback_nodes the images go through a second time, float and
// quantized, and the layers that differ most (calibrate/rollback.h) stay float.
Calibrated calibrate(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                     const LayerMethods& methods, int threads, Events& events);

// The same with the parameters of an earlier calibration instead of images. Throws Error(kModel)
// if the record is not one of these layers.
Calibrated restore_calibration(const Graph& prepared, const QuantConfig& config,
                               const LayerMethods& methods, Record record);

// The names of the operators and the bytes of the constants as a digest: equal for equal calibrated
// models, another one if any weight differs.
std::string digest_of(const Graph& graph);

// What is exported: Quantize, integer operators, Dequantize. `ptq_quant` rounds biases as that
// does.
Graph lower(const Calibrated& calibrated, bool ptq_quant);

}  // namespace msquant
