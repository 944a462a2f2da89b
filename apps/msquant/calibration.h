// What `calibrate` and `quantize` share: the flags of a calibration, running it, writing it.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "msquant/data_options.h"
#include "msquant/export_options.h"
#include "msquant/model_options.h"
#include "pipeline/calibrate.h"
#include "pipeline/run_manifest.h"

namespace msquant {

// The samples of a calibration, and what they did in the float model.
struct Observed {
  Observation model;
  DataArguments data;
  SampleSource samples;
  std::vector<ModelInputs> first_batch;  // one by one, for the check of the written file
};

struct CalibrationOptions {
  ModelOptions model;
  DataOptions data;
  ExportOptions output;
  std::string preset, activation, weights, corrections;  // "": what the YAML or the preset says
  double percentile = 0;                                 // 0: the estimator's own
  bool no_activation_offset = false;

  void add_to(CLI::App& app);
  // The flags without those that say what is written.
  void add_input_to(CLI::App& app);
  Settings settings() const;
  Model load(Settings& settings) const;

  // Runs the calibration samples through a prepared graph.
  Observed observe(const Graph& prepared, const QuantConfig& config,
                   const Settings& settings) const;
  // Calibrates with what they did, as often as one likes.
  Calibrated calibrate(const Observed& observed, const QuantConfig& config,
                       const Settings& settings) const;
  // Says what a calibration did.
  void report(const Calibrated& calibrated, const Settings& settings) const;

  // Writes a run folder: quant_config.json, the record, the lowered model and run.json.
  void write_run(const std::filesystem::path& folder, const Model& model, const Settings& settings,
                 const Observed& observed, const Calibrated& calibrated,
                 const Graph& lowered) const;
};

// The configuration in `file`, or what gen-config would write if it is empty. If the file says how
// many batches to calibrate with, that goes before the default. Throws Error(kModel) if there is
// nothing to quantize.
QuantConfig config_for(const std::filesystem::path& file, const Graph& graph, Settings& settings);

}  // namespace msquant
