#include "msquant/calibration.h"

#include <fmt/format.h>

#include "base/files.h"
#include "formats/air/air_writer.h"
#include "formats/record/record_file.h"
#include "msquant/console.h"
#include "pipeline/images.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

std::string estimator_help() {
  std::string text = "how activation ranges are chosen:";
  for (const Estimator& estimator : estimators()) {
    text += fmt::format(" {} ({});", estimator.name, estimator.summary);
  }
  text.back() = ' ';
  return text + "default " + std::string(estimators().front().name);
}

double mebibytes(uintmax_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

}  // namespace

void CalibrationOptions::add_to(CLI::App& app) {
  model.add_to(app);
  data.add_calibration_to(app);
  data.add_common_to(app);
  app.add_option("--activation", activation, estimator_help());
  app.add_option("--compat", compat, "ptq_quant: write the original tool's exact operator chain")
      ->check(CLI::IsMember({"ptq_quant"}));
}

Settings CalibrationOptions::settings() const {
  Settings result = model.settings();
  data.apply_to(result);
  if (!activation.empty()) result.set("activation", activation, "--activation");
  return result;
}

Model CalibrationOptions::load(Settings& settings) const {
  find_estimator(settings.text("activation"));  // a typo should not cost a calibration
  return load_model(model.source(), settings);
}

Quantized CalibrationOptions::quantize(const Graph& prepared, const QuantConfig& config,
                                       const Settings& settings) const {
  const int threads = data.thread_count();
  const auto folder = calibration_folder(data.data, settings);
  const auto images = calibration_images(folder, settings, prepared, data.shuffle_seed, threads);
  console().stage("data", fmt::format("{} images of {}", images->sample_count(), folder.string()));
  Quantized quantized = msquant::quantize(prepared, config, *images, settings.text("activation"),
                                          !compat.empty(), threads, console());
  report_bad_images(*images, data.max_bad_images);
  console().stage("quantize",
                  fmt::format("{} layers, activations by {}, weights per channel",
                              quantized.record.layers.size(), settings.text("activation")));
  return quantized;
}

void write_outputs(const Quantized& quantized, const std::filesystem::path& output,
                   const std::string& compat) {
  const std::filesystem::path record = output.string() + ".record.txt";
  const std::filesystem::path air = output.string() + ".air";
  write_file(record, to_text(quantized.record));
  write_air(quantized.graph, air, {compat.empty() ? AirStyle::kCompact : AirStyle::kPtqQuant});
  console().stage("record", record.string());
  console().stage("export", fmt::format("{} ({:.1f} MiB)", air.string(),
                                        mebibytes(std::filesystem::file_size(air))));
}

}  // namespace msquant
