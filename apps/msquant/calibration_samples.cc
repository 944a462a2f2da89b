// The part of CalibrationOptions about images, and what they do in the float model.

#include <fmt/format.h>

#include <utility>

#include "base/files.h"
#include "base/log.h"
#include "base/streams.h"
#include "base/suggest.h"
#include "comm/world.h"
#include "data/sample_digests.h"
#include "msquant/calibration.h"
#include "msquant/console.h"
#include "pipeline/observation_store.h"
#include "pipeline/run_folder.h"
#include "report/judgement.h"

namespace msquant {
namespace {

void warn_of_few(int64_t images) {
  if (images >= kFewImages) return;
  log::warn("{} calibration images are few: with {} or more, ranges depend less on which they are",
            images, kFewImages);
}

// The first good ones. An image that could not be read is tried again: if it can be read now, that
// is an error before anything is made of the image after it.
std::vector<ModelInputs> take_check_samples(const SampleSource& samples) {
  const auto stream = samples();
  std::vector<ModelInputs> taken = take_samples(*stream, kCheckSamples);
  if (!stream->bad_samples().empty()) take_samples(*samples(), kCheckSamples);
  return taken;
}

// Writes the picture of the first input that is an image; returns " -> PATH", or "" if there is
// none.
std::string write_first_input(const Observed& observed, const Settings& settings,
                              const std::filesystem::path& run_folder) {
  if (run_folder.empty() || observed.check_samples.empty()) return "";
  remove_file(run_folder / kFirstInputFile);  // of an earlier run
  const std::string image =
      first_input_png(observed.check_samples.front(), observed.data, settings);
  if (image.empty()) return "";
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

std::shared_ptr<StepFolder> step_folder(const std::filesystem::path& folder,
                                        const std::vector<std::string>& samples) {
  return std::make_shared<StepFolder>(folder,
                                      fmt::format("{} {}", MSQUANT_VERSION, joined(samples)));
}

}  // namespace

Observed CalibrationOptions::find_samples(const Graph& prepared, const Settings& settings,
                                          const std::filesystem::path& folder) const {
  Observed result;
  result.data = calibration_data(data.data, settings);
  result.samples = calibration_samples(result.data, settings, prepared, data.shuffle_seed,
                                       data.thread_count(prepared, calibration_methods(settings)));
  console().stage("data",
                  fmt::format("{} images of {}", result.samples.size(), joined(result.data)));
  warn_of_few(result.samples.size());
  result.check_samples = take_check_samples(result.samples);
  result.inputs = summarize_inputs(prepared, result.check_samples);
  if (world().is_root()) report_inputs(result, settings, folder);
  return result;
}

Observed CalibrationOptions::observe(const Graph& prepared, const QuantConfig& config,
                                     const Settings& settings, const std::filesystem::path& folder,
                                     Histograms histograms) const {
  if (fresh && world().is_root()) discard_run(folder);
  Observed result = find_samples(prepared, settings, folder);
  look(prepared, config, settings, folder, histograms, result);
  return result;
}

bool CalibrationOptions::take_stored(const std::filesystem::path& folder, const std::string& key,
                                     const Graph& prepared, Observed& observed) const {
  const auto stored = StoredObservation::find(folder, key);
  if (!stored) return false;
  const auto stream = observed.samples();
  if (!are_same(*stream, stored->samples())) return false;
  auto found = stored->of(prepared);
  if (!found) return false;
  report_bad_samples(*stream, data.max_bad_images, world());
  console().stage("statistics", "of an earlier run with this model and these images");
  observed.model = std::move(*found);
  observed.steps = step_folder(folder, stored->samples());
  return true;
}

void CalibrationOptions::look(const Graph& prepared, const QuantConfig& config,
                              const Settings& settings, const std::filesystem::path& folder,
                              Histograms histograms, Observed& observed) const {
  const CalibrationMethods methods = calibration_methods(settings);
  // A rank sees a part of the images only.
  const bool keeps = !folder.empty() && world().size() == 1;
  const std::string key =
      keeps ? observation_key(prepared, config, methods, histograms, MSQUANT_VERSION) : "";
  if (keeps && !fresh && take_stored(folder, key, prepared, observed)) return;
  SampleDigests digests;
  const SampleSource samples = keeps ? digests.watch(observed.samples) : observed.samples;
  const auto stream = open_part(samples, prepared);
  observed.model =
      observe_model(prepared, config, *stream, samples, methods,
                    {data.thread_count(prepared, methods), world()}, console(), histograms);
  report_bad_samples(*stream, data.max_bad_images, world());
  if (!keeps) return;
  store_observation(folder, key, digests.all(), prepared, observed.model);
  observed.steps = step_folder(folder, digests.all());
}

}  // namespace msquant
