// The main job in steps: a float model and some samples, a calibrated model, a quantized one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/events.h"
#include "calibrate/observe.h"
#include "comm/workers.h"
#include "data/sample_stream.h"
#include "graph/graph.h"
#include "pipeline/methods.h"
#include "pipeline/step_folder.h"
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
  // `graph` without what mends all layers together, which says nothing of a layer alone. Empty in a
  // calibration that was restored.
  Graph layers = Graph();
};

// What analysis looks at: the model of `calibrated.layers`, with its record.
Calibrated layers_of(const Calibrated& calibrated);

// The float model as corrections before quantization leave it, and what samples do in it.
struct Observation {
  Graph reference;  // of the batch size of the model
  int64_t images = 0;
  StatsMap stats;                  // of the inputs of the layers that may be quantized
  std::vector<Milestone> earlier;  // the same of the first images only
};

// Runs samples through a prepared graph, one at a time: those of `first`, a rank's part of all, for
// the statistics, and `all` where a correction needs them, on every rank. Weights are simulated as
// they will be quantized, as ptq_quant does. The result serves any configuration that quantizes a
// part of the layers of `config`. `methods` are for what `config` leaves open.
Observation observe_model(const Graph& prepared, const QuantConfig& config, SampleStream& first,
                          const SampleSource& all, const CalibrationMethods& methods,
                          const Workers& workers, Events& events,
                          Histograms histograms = Histograms::kWhereNeeded);

// Inserts quant ops into the float model and fills them. Opens `samples` where num_rollback_nodes
// or a correction needs them. What an interrupted calibration left in `steps` is not computed
// again.
Calibrated calibrate(const Observation& observation, const QuantConfig& config,
                     const SampleSource& samples, const CalibrationMethods& methods, int threads,
                     Events& events, StepFolder* steps = nullptr);

// The activation parameters of a layer that the first images alone would have given.
struct EarlierParams {
  int64_t images = 0;
  std::vector<QuantParams> activations;  // in the order of the record
};

// Of every milestone before the last. Corrections after the first images are not repeated: they do
// not change ranges.
std::vector<EarlierParams> earlier_params(const Observation& observation, const QuantConfig& config,
                                          const CalibrationMethods& methods);

// What is exported: Quantize, integer operators, Dequantize. `ptq_quant` rounds biases as that
// does.
Graph lower(const Calibrated& calibrated, bool ptq_quant, int threads = 1);

}  // namespace msquant
