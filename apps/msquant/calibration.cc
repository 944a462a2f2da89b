#include "msquant/calibration.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/streams.h"
#include "base/suggest.h"
#include "calibrate/correction.h"
#include "data/sample_digest.h"
#include "msquant/choices_help.h"
#include "msquant/console.h"
#include "passes/generate_config.h"
#include "passes/prepare.h"
#include "pipeline/observation_store.h"
#include "pipeline/presets.h"
#include "pipeline/run_folder.h"
#include "quant/estimators.h"
#include "quant/weight_methods.h"
#include "report/report_html.h"

namespace msquant {
namespace {

// ", corrected by a and b", or nothing.
std::string corrections_text(const std::vector<std::string>& names) {
  return names.empty() ? "" : ", corrected by " + fmt::format("{}", fmt::join(names, " and "));
}

// Below this ranges depend much on which images were picked.
constexpr int64_t kFewImages = 32;

void warn_of_few(int64_t images) {
  if (images >= kFewImages) return;
  log::warn("{} calibration images are few: with {} or more, ranges depend less on which they are",
            images, kFewImages);
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

// Writes the picture of the first input that is an image; returns " -> PATH", or "" if there is none.
std::string write_first_input(const Observed& observed, const Settings& settings,
                              const std::filesystem::path& run_folder) {
  if (run_folder.empty() || observed.first_batch.empty()) return "";
  std::filesystem::remove(run_folder / kFirstInputFile);  // of an earlier run
  const std::string image =
      first_input_png(observed.first_batch.front(), observed.data, settings);
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
  app.add_flag("--dry-run", is_dry_run,
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
  job.model = load_model(model.source(), job.settings);
  if (model.printed(job.settings)) return std::nullopt;
  console().stage("model", job.model.description);
  job.config = config_for(quant_config, job.model.graph, job.settings);
  prepare(job.model.graph, job.config.fuse_bn);
  return job;
}

void CalibrationOptions::claim(const std::filesystem::path& folder,
                               const ModelSource& source) const {
  require_possible_folder(folder);
  if (!fresh) {
    require_same_model(folder, source);
  } else if (!is_dry_run) {
    discard_run(folder);
  }
}

Observed CalibrationOptions::observe(const Graph& prepared, const QuantConfig& config,
                                     const Settings& settings,
                                     const std::filesystem::path& folder) const {
  Observed result;
  result.data = calibration_data(data.data, settings);
  result.samples = calibration_samples(result.data, settings, prepared, data.shuffle_seed,
                                       data.thread_count());
  const int64_t count = result.samples()->sample_count();
  console().stage("data", fmt::format("{} images of {}", count, joined(result.data)));
  warn_of_few(count);
  result.first_batch = take_samples(*result.samples(), settings.integer("batch_size", 1));
  result.inputs = summarize_inputs(prepared, result.first_batch);
  report_inputs(result, settings, folder);
  look(prepared, config, settings, folder, result);
  return result;
}

void CalibrationOptions::look(const Graph& prepared, const QuantConfig& config,
                              const Settings& settings, const std::filesystem::path& folder,
                              Observed& observed) const {
  const CalibrationMethods methods = calibration_methods(settings);
  SampleDigest digest;
  const SampleSource samples = digest.watch(observed.samples);
  const auto finish = [&](const SampleStream& stream) {
    report_bad_samples(stream, data.max_bad_images);
    observed.images = stream.sample_count() - static_cast<int64_t>(stream.bad_samples().size());
    return observation_key(prepared, config, methods, digest.hex(), MSQUANT_VERSION);
  };
  if (!folder.empty() && std::filesystem::exists(folder / kStatisticsFile)) {
    const auto stream = samples();
    while (stream->next()) throw_if_interrupted();
    if (auto found = find_observation(folder, finish(*stream), prepared)) {
      console().stage("statistics", "of an earlier run with this model and these images");
      observed.model = std::move(*found);
      return;
    }
  }
  const auto stream = samples();
  observed.model = observe_model(prepared, config, *stream, samples, methods, data.thread_count(),
                                 console());
  const std::string key = finish(*stream);
  if (folder.empty()) return;
  make_folder(folder);
  store_observation(folder, key, prepared, observed.model);
}

Calibrated CalibrationOptions::calibrate(const Observed& observed, const QuantConfig& config,
                                         const Settings& settings) const {
  return msquant::calibrate(observed.model, config, observed.samples, calibration_methods(settings),
                            data.thread_count(), console());
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
  std::filesystem::remove(folder / kReportPage);  // of an earlier run
  write_calibration(folder, source.graph, layer_methods(settings), calibrated);
  console().stage("record", (folder / kRecordFile).string());
  const std::filesystem::path file =
      output.write(lowered, folder / kModelFile, observed.first_batch, data.thread_count());
  const RunFacts facts{MSQUANT_VERSION, source.source, model.config,
                       settings,        observed.data, data.shuffle_seed};
  write_manifest(folder, facts, calibrated, file.filename().string());
}

}  // namespace msquant
