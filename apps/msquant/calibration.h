// What `calibrate` and `quantize` share: the flags of a calibration, running it, writing it.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/folder_lock.h"
#include "msquant/data_options.h"
#include "msquant/export_options.h"
#include "msquant/model_options.h"
#include "pipeline/calibrate.h"
#include "pipeline/first_input.h"
#include "pipeline/run_manifest.h"

namespace msquant {

// The samples of a calibration, and what they did in the float model.
struct Observed {
  Observation model;
  DataArguments data;
  SampleSource samples;
  std::vector<ModelInputs> check_samples;  // one by one, for the check of the written file
  std::vector<InputSummary> inputs;        // what the network sees of them
  std::shared_ptr<StepFolder> steps;       // of a calibration into a run folder; may be null
};

// What is calibrated.
struct CalibrationJob {
  Settings settings;
  Model model;  // prepared for quantization
  QuantConfig config;
};

struct CalibrationOptions {
  ModelOptions model;
  DataOptions data;
  ExportOptions output;
  std::string preset, activation, weights, corrections;  // "": what the YAML or the preset says
  double percentile = 0;                                 // 0: the estimator's own
  bool no_activation_offset = false;
  bool is_dry_run = false;
  bool resume = false, fresh = false;  // what to do with a run folder that is there

  void add_to(CLI::App& app);
  // The flags without those that say what is written.
  void add_input_to(CLI::App& app);
  // --resume and --fresh, of commands that write a run folder.
  void add_folder_to(CLI::App& app);

  // Opens the model and the configuration in `quant_config`, or what gen-config would write if that
  // is empty. Nothing if the settings were to be printed and are.
  std::optional<CalibrationJob> open(const std::filesystem::path& quant_config) const;

  // Makes sure that a run of this model may go into `folder`, which need not exist, and holds it
  // for this run (not for a dry one) on the rank that writes. Throws what FolderLock() throws and,
  // without --fresh, what require_same_model() throws.
  std::unique_ptr<FolderLock> claim(const std::filesystem::path& folder,
                                    const ModelSource& source) const;

  // Opens the calibration samples and says what the network sees. A picture of the first one goes
  // to `folder` if that is not empty. Leaves the observation empty.
  Observed find_samples(const Graph& prepared, const Settings& settings,
                        const std::filesystem::path& folder = {}) const;

  // Runs the calibration samples through a prepared graph. With a run folder, what they did there
  // in an earlier run is taken from it if it would come out again, and kept there otherwise.
  // With --fresh the folder is emptied before.
  Observed observe(const Graph& prepared, const QuantConfig& config, const Settings& settings,
                   const std::filesystem::path& folder = {},
                   Histograms histograms = Histograms::kWhereNeeded) const;
  // Calibrates with what they did, as often as one likes.
  Calibrated calibrate(const Observed& observed, const QuantConfig& config,
                       const Settings& settings) const;
  // Says what a calibration did.
  void report(const Calibrated& calibrated, const Settings& settings) const;

  // Writes a run folder: quant_config.json, the record, the lowered model and run.json.
  void write_run(const std::filesystem::path& folder, const Model& model, const Settings& settings,
                 const Observed& observed, const Calibrated& calibrated,
                 const Graph& lowered) const;

 private:
  Settings settings() const;
  // Sets the observation of the samples.
  void look(const Graph& prepared, const QuantConfig& config, const Settings& settings,
            const std::filesystem::path& folder, Histograms histograms, Observed& observed) const;
  // Takes it from an earlier run of that key, if that is there and its samples were the same.
  bool take_stored(const std::filesystem::path& folder, const std::string& key,
                   const Graph& prepared, Observed& observed) const;
};

}  // namespace msquant
