#include "msquant/calibration.h"

#include <fmt/format.h>

#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "calibrate/correction.h"
#include "comm/world.h"
#include "msquant/choices_help.h"
#include "msquant/console.h"
#include "passes/generate_config.h"
#include "passes/prepare.h"
#include "pipeline/presets.h"
#include "pipeline/run_folder.h"
#include "quant/estimators.h"
#include "quant/weight_methods.h"
#include "report/report_html.h"

namespace msquant {
namespace {

// ", corrected by a, b and c", or nothing.
std::string corrections_text(const std::vector<std::string>& names) {
  if (names.empty()) return "";
  const std::string last = names.size() > 1 ? " and " + names.back() : "";
  const auto end = names.end() - (names.size() > 1 ? 1 : 0);
  return fmt::format(", corrected by {}{}", fmt::join(names.begin(), end, ", "), last);
}

QuantConfig read_config(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return read_quant_config(file);
  throw Error(ErrorKind::kUsage, "there is no quantization config", file.string(), "",
              "'msquant gen-config' writes one; 'msquant quantize' does without");
}

// If the file says how many batches to calibrate with, that goes before the default.
QuantConfig config_for(const std::filesystem::path& file, const Graph& graph, Settings& settings) {
  QuantConfig config = file.empty() ? generate_config(graph) : read_config(file);
  if (file.empty() && config.layers.empty()) {
    throw Error(ErrorKind::kModel, "there is nothing to quantize", graph.name(),
                "the model has no float convolution or dense layer that is worth it",
                "msquant inspect MODEL lists its layers with reasons");
  }
  if (config.batch_num) {
    settings.set_if_default("calibration_batches", std::to_string(*config.batch_num),
                            file.filename().string());
  }
  return config;
}

}  // namespace

void CalibrationOptions::add_input_to(CLI::App& app) {
  model.add_to(app);
  data.add_calibration_to(app);
  data.add_common_to(app);
  app.add_option("--preset", preset, choices_help("accuracy for time", presets()));
  app.add_option(
      "--activation", activation,
      options_help("how activation ranges are chosen", estimators()) + " (default: the preset's)");
  app.add_option("--percentile", percentile,
                 "share of the elements that ifmr and percentile keep on either side "
                 "(default 0.999999)")
      ->check(CLI::Range(0.5, 1.0));
  app.add_flag("--no-activation-offset", no_activation_offset,
               "symmetric activations: zero point 0");
  app.add_option("--weights", weights,
                 choices_help("how the scale of a weight's channel is chosen", weight_methods()));
  app.add_option("--corrections", corrections,
                 options_help("what is done beyond choosing scales, a list with commas or 'none'",
                              msquant::corrections()) +
                     " (default: the preset's)");
  app.add_flag(
      "--dry-run", is_dry_run,
      "print what would be done with each layer, why, and how long it takes; write nothing");
}

void CalibrationOptions::add_to(CLI::App& app) {
  add_input_to(app);
  output.add_to(app);
}

void CalibrationOptions::add_folder_to(CLI::App& app) {
  CLI::Option* const going_on =
      app.add_flag("--resume", resume, "go on with what an interrupted run left in the folder");
  app.add_flag("--fresh", fresh, "replace the run in the folder, whatever its model")
      ->excludes(going_on);
}

Settings CalibrationOptions::settings() const {
  Settings result = model.settings();
  data.apply_to(result);
  if (!preset.empty()) result.set("preset", preset, "--preset");
  if (!activation.empty()) result.set("activation", activation, "--activation");
  if (percentile > 0) result.set("percentile", fmt::format("{}", percentile), "--percentile");
  if (no_activation_offset) result.set("activation_offset", "false", "--no-activation-offset");
  if (!weights.empty()) result.set("weights", weights, "--weights");
  if (!corrections.empty()) {
    result.set("corrections", corrections == "none" ? "[]" : corrections, "--corrections");
  }
  apply_preset(result);
  return result;
}

std::optional<CalibrationJob> CalibrationOptions::open(
    const std::filesystem::path& quant_config) const {
  CalibrationJob job;
  job.settings = settings();
  // A wrong flag should not cost a calibration.
  output.check();
  calibration_methods(job.settings);
  job.model = load_model(model.source(), job.settings, data.wanted_threads());
  if (model.printed(job.settings)) return std::nullopt;
  console().stage("model", job.model.description);
  job.config = config_for(quant_config, job.model.graph, job.settings);
  prepare(job.model.graph, job.config.fuse_bn, data.wanted_threads());
  return job;
}

std::unique_ptr<FolderLock> CalibrationOptions::claim(const std::filesystem::path& folder,
                                                      const ModelSource& source) const {
  require_possible_folder(folder);
  std::unique_ptr<FolderLock> lock;
  if (!is_dry_run && world().is_root()) lock = std::make_unique<FolderLock>(folder);
  if (!fresh) require_same_model(folder, source);
  return lock;
}

Calibrated CalibrationOptions::calibrate(const Observed& observed, const QuantConfig& config,
                                         const Settings& settings) const {
  const CalibrationMethods methods = calibration_methods(settings);
  return msquant::calibrate(observed.model, config, observed.samples, methods,
                            data.thread_count(observed.model.reference, methods), console(),
                            observed.steps.get());
}

void CalibrationOptions::report(const Calibrated& calibrated, const Settings& settings) const {
  const CalibrationMethods methods = calibration_methods(settings);
  console().stage("quantize",
                  fmt::format("{} layers, activations by {}, weights by {}{}",
                              calibrated.record.layers.size(), methods.layers.activation.estimator,
                              methods.layers.weight.method, corrections_text(methods.corrections)));
}

void CalibrationOptions::write_run(const std::filesystem::path& folder, const Model& source,
                                   const Settings& settings, const Observed& observed,
                                   const Calibrated& calibrated, const Graph& lowered) const {
  require_same_source(source);
  remove_file(folder / kReportPage);  // of an earlier run
  write_calibration(folder, source.graph, calibration_methods(settings), calibrated);
  console().stage("record", (folder / kRecordFile).string());
  const std::filesystem::path file = output.write(
      lowered, folder / kModelFile, observed.check_samples, data.thread_count(lowered));
  const RunFacts facts{MSQUANT_VERSION, source.source, model.config,
                       settings,        observed.data, data.shuffle_seed};
  write_manifest(folder, facts, calibrated, file.filename().string());
}

}  // namespace msquant
