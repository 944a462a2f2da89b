// Corrections: what calibration does beyond choosing scales, to bring the quantized network nearer
// to the float one. All end up in weights, biases and scales; nothing is left to do at run time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/probe.h"

namespace msquant {

// What a correction works on.
struct CorrectionContext {
  Graph& graph;            // corrected in place
  const Graph& reference;  // the float network; nodes and values have the same ids
  const SampleSource& samples;
  int threads;
  Events& events;
};

enum class CorrectionStage {
  kFloat,      // before quant ops are inserted; `graph` and `reference` are equal
  kSimulated,  // after every FakeQuant has its parameters
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
