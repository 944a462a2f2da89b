// Corrections: what calibration does beyond choosing scales, to bring the quantized network nearer
// to the float one. All end up in weights, biases and scales; nothing is left to do at run time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/finished_steps.h"
#include "calibrate/probe.h"
#include "calibrate/recollection.h"
#include "quant/quant_config.h"

namespace msquant {

// The largest of fewer elements says little about those of other images: what it leaves no room for
// is cut off. Inputs of dense layers have one element an image and channel.
inline constexpr int64_t kFewestElements = 1000;

// What a correction works on.
struct CorrectionContext {
  Graph& graph;            // corrected in place
  const Graph& reference;  // the float network; nodes and values have the same ids
  const SampleSource& samples;
  int threads;
  Events& events;
  // Which layers are to be quantized, and how those of which it does not say so.
  const QuantConfig& config;
  const LayerMethods& methods;
  Recollection& memory;  // of the corrections before
  FinishedSteps* finished =
      nullptr;  // where a correction of several passes keeps its steps, if any
};

enum class CorrectionStage {
  kFloat,      // before quant ops are inserted; `graph` and `reference` are equal
  kSimulated,  // after every FakeQuant has its parameters
  kWhole,      // after those: mends in the last layers what all layers do together
};

struct Correction {
  std::string_view name;
  std::string_view summary;  // one line for --help and the docs
  CorrectionStage stage;
  void (*apply)(const CorrectionContext& context);
  // How often all samples run through a calibrated graph; null: once, whatever the graph.
  int64_t (*passes)(const Graph& graph) = nullptr;
};

// All corrections, in the order in which they are applied.
const std::vector<Correction>& corrections();

// The corrections of these names, in the order of the table. Throws Error(kUsage) with a suggestion
// if there is none of a name.
std::vector<Correction> find_corrections(const std::vector<std::string>& names);

}  // namespace msquant
