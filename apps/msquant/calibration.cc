#include "msquant/calibration.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/suggest.h"
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

namespace msquant {
namespace {

// ", corrected by a, b and c", or nothing.
std::string corrections_text(const std::vector<std::string>& names) {
  if (names.empty()) return "";
  const std::string last = names.size() > 1 ? " and " + names.back() : "";
  const auto end = names.end() - (names.size() > 1 ? 1 : 0);
  return fmt::format(", corrected by {}{}", fmt::join(names.begin(), end, ", "), last);
}

// If the file says how many batches to calibrate with, that goes before the default.
QuantConfig config_for(const std::filesystem::path& file, const Graph& graph, Settings& settings) {
  QuantConfig config = file.empty() ? generate_config(graph) : read_quant_config(file);
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

// Writes the picture of the first input that is an image; returns " -> PATH", or "" if there is
// none.
std::string write_first_input(const Observed& observed, const Settings& settings,
                              const std::filesystem::path& run_folder) {
  if (run_folder.empty() || observed.check_samples.empty()) return "";
  std::filesystem::remove(run_folder / kFirstInputFile);  // of an earlier run
  const std::string image =
      first_input_png(observed.check_samples.front(), observed.data, settings);
  if (image.empty()) return "";
  make_folder(run_folder);
  write_file(run_folder / kFirstInputFile, image);
  return " -> " + (run_folder / kFirstInputFile).string();
}

// Says what the network sees.
void report_inputs(const Observed& observed, const Settings& settings,
                   const std::filesystem::path& run_folder) {
  std::string picture = write_first_input(observed, settings, run_folder);
  for (const InputSummary& input : observed.inputs) {
    console().stage("input",
                    fmt::format("{} {}; first sample min {:.3g} max {:.3g} mean {:.3g}{}{}",
                                input.name, fmt::join(input.shape, "×"), input.min, input.max,
                                input.mean, input.problem.empty() ? " (looks normalized)" : "",
                                std::exchange(picture, "")));
    if (!input.problem.empty()) log::warn("input {}: {}", input.name, input.problem);
  }
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
}

void CalibrationOptions::add_to(CLI::App& app) {
  add_input_to(app);
  output.add_to(app);
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
  job.model = load_model(model.source(), job.settings);
  if (model.printed(job.settings)) return std::nullopt;
  console().stage("model", job.model.description);
  job.config = config_for(quant_config, job.model.graph, job.settings);
  prepare(job.model.graph, job.config.fuse_bn);
  return job;
}

Observed CalibrationOptions::observe(const Graph& prepared, const QuantConfig& config,
                                     const Settings& settings,
                                     const std::filesystem::path& run_folder,
                                     Histograms histograms) const {
  const int threads = data.thread_count(prepared);
  Observed result;
  result.data = calibration_data(data.data, settings);
  result.samples = calibration_samples(result.data, settings, prepared, data.shuffle_seed, threads);
  const auto first = open_part(result.samples, prepared);
  console().stage("data",
                  fmt::format("{} images of {}", result.samples.size(), joined(result.data)));
  result.check_samples = take_samples(*result.samples(), kCheckSamples);
  result.inputs = summarize_inputs(prepared, result.check_samples);
  if (world().is_root()) report_inputs(result, settings, run_folder);
  result.model =
      observe_model(prepared, config, *first, result.samples, calibration_methods(settings),
                    data.workers(prepared), console(), histograms);
  report_bad_samples(*first, data.max_bad_images, world());
  return result;
}

Calibrated CalibrationOptions::calibrate(const Observed& observed, const QuantConfig& config,
                                         const Settings& settings) const {
  return msquant::calibrate(observed.model, config, observed.samples, calibration_methods(settings),
                            data.thread_count(observed.model.reference), console());
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
  make_folder(folder);
  write_calibration(folder, source.graph, calibration_methods(settings), calibrated);
  console().stage("record", (folder / kRecordFile).string());
  const std::filesystem::path file = output.write(
      lowered, folder / kModelFile, observed.check_samples, data.thread_count(lowered));
  const RunFacts facts{MSQUANT_VERSION, source.source, model.config,
                       settings,        observed.data, data.shuffle_seed};
  write_manifest(folder, facts, calibrated, file.filename().string());
  if (std::filesystem::exists(folder / kFirstInputFile)) add_artifact(folder, kFirstInputFile);
}

}  // namespace msquant
