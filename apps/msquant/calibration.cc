#include "msquant/calibration.h"

#include <fmt/format.h>

#include "base/files.h"
#include "msquant/choices_help.h"
#include "msquant/console.h"
#include "pipeline/images.h"
#include "pipeline/run_folder.h"
#include "quant/estimators.h"

namespace msquant {

void CalibrationOptions::add_to(CLI::App& app) {
  model.add_to(app);
  data.add_calibration_to(app);
  data.add_common_to(app);
  app.add_option("--activation", activation,
                 choices_help("how activation ranges are chosen", estimators()));
  output.add_to(app);
}

Settings CalibrationOptions::settings() const {
  Settings result = model.settings();
  data.apply_to(result);
  if (!activation.empty()) result.set("activation", activation, "--activation");
  return result;
}

Model CalibrationOptions::load(Settings& settings) const {
  // A wrong flag should not cost a calibration.
  output.check();
  find_estimator(settings.text("activation"));
  return load_model(model.source(), settings);
}

Calibration CalibrationOptions::calibrate(const Graph& prepared, const QuantConfig& config,
                                          const Settings& settings) const {
  const int threads = data.thread_count();
  Calibration result;
  result.folder = calibration_folder(data.data, settings);
  const std::vector<Sample> samples =
      calibration_samples(result.folder, settings, data.shuffle_seed);
  const auto images = load_images(samples, settings, prepared, threads);
  console().stage("data", fmt::format("{} images of {}", samples.size(), result.folder.string()));
  const std::string estimator = settings.text("activation");
  result.calibrated = msquant::calibrate(prepared, config, *images, estimator, threads, console());
  report_bad_images(*images, data.max_bad_images);
  result.first_batch = take_images(*load_images(samples, settings, prepared, threads),
                                   settings.integer("batch_size", 1));
  console().stage("quantize", fmt::format("{} layers, activations by {}, weights per channel",
                                          result.calibrated.record.layers.size(), estimator));
  return result;
}

void CalibrationOptions::write_run(const std::filesystem::path& folder, const Model& source,
                                   const QuantConfig& config, const Settings& settings,
                                   const Calibration& calibration, const Graph& lowered) const {
  make_folder(folder);
  write_calibration(folder, config, calibration.calibrated.record);
  console().stage("record", (folder / kRecordFile).string());
  const std::filesystem::path file =
      output.write(lowered, folder / kModelFile, calibration.first_batch, data.thread_count());
  const RunFacts facts{MSQUANT_VERSION, source.source,      model.config,
                       settings,        calibration.folder, data.shuffle_seed};
  write_manifest(folder, facts, calibration.calibrated, file.filename().string());
}

}  // namespace msquant
