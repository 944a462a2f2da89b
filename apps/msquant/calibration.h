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

// A calibration that is done.
struct Calibration {
  Calibrated calibrated;
  std::filesystem::path folder;     // of the images
  std::vector<Tensor> first_batch;  // its images one by one, for the check of the written file
};

struct CalibrationOptions {
  ModelOptions model;
  DataOptions data;
  ExportOptions output;
  std::string preset, activation, weights, corrections;  // "": what the YAML or the preset says
  double percentile = 0;                                 // 0: the estimator's own
  bool no_activation_offset = false;

  void add_to(CLI::App& app);
  Settings settings() const;
  Model load(Settings& settings) const;

  // Calibrates a prepared graph and reports what it did.
  Calibration calibrate(const Graph& prepared, const QuantConfig& config,
                        const Settings& settings) const;

  // Writes a run folder: quant_config.json, the record, the lowered model and run.json.
  void write_run(const std::filesystem::path& folder, const Model& model, const Settings& settings,
                 const Calibration& calibration, const Graph& lowered) const;
};

// The configuration in a file. If it says how many batches to calibrate with, that goes before the
// default.
QuantConfig read_config(const std::filesystem::path& file, Settings& settings);

}  // namespace msquant
