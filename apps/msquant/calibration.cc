#include "msquant/calibration.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/suggest.h"
#include "formats/air/air_writer.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "formats/record/record_file.h"
#include "graph/shape_inference.h"
#include "msquant/console.h"
#include "pipeline/samples.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

// "INTRODUCTION: a (what it is); b (…) default a", from a table of names and summaries whose first
// row is the default.
template <class Rows>
std::string choices_help(const std::string& introduction, const Rows& rows) {
  std::string text = introduction + ":";
  for (const auto& row : rows) text += fmt::format(" {} ({});", row.name, row.summary);
  text.back() = ' ';
  return text + "default " + std::string(std::begin(rows)->name);
}

void write_as_air(const Graph& graph, const std::filesystem::path& path,
                  const CalibrationOptions& options) {
  write_air(graph, path, {options.compat.empty() ? AirStyle::kCompact : AirStyle::kPtqQuant});
}

void write_as_mindir(const Graph& graph, const std::filesystem::path& path,
                     const CalibrationOptions&) {
  write_mindir(graph, path);
}

void write_as_onnx(const Graph& graph, const std::filesystem::path& path,
                   const CalibrationOptions& options) {
  write_onnx(graph, path, options.opset == 0 ? OnnxOptions{} : OnnxOptions{options.opset});
}

// What a quantized model is written as. The extension is the name.
struct OutputFormat {
  const char* name;
  const char* summary;
  void (*write)(const Graph& graph, const std::filesystem::path& path,
                const CalibrationOptions& options);
};

constexpr OutputFormat kFormats[] = {
    {"air", "Ascend's ATC", write_as_air},
    {"mindir", "MindSpore", write_as_mindir},
    {"onnx", "QDQ, for ONNX Runtime, OpenVINO, TensorRT", write_as_onnx},
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const OutputFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

void require_format(const std::string& flag, bool is_given, const std::string& needed,
                    const std::string& chosen) {
  if (!is_given || chosen == needed) return;
  throw Error(ErrorKind::kUsage, flag + " does not go with --format " + chosen, "", "",
              "--format " + needed + ", or leave " + flag + " out");
}

double mebibytes(uintmax_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

}  // namespace

void CalibrationOptions::add_to(CLI::App& app) {
  model.add_to(app);
  data.add_calibration_to(app);
  data.add_common_to(app);
  app.add_option("--activation", activation,
                 choices_help("how activation ranges are chosen", estimators()));
  app.add_option("--format", format, choices_help("what the model is written as", kFormats))
      ->check(CLI::IsMember(format_names()));
  app.add_option("--opset", opset, "of ONNX; default " + std::to_string(OnnxOptions{}.opset))
      ->check(CLI::Range(kOldestWrittenOpset, kNewestWrittenOpset));
  app.add_option("--export-batch", export_batch,
                 "batch size of the exported model (default: the model's own, 1 for a checkpoint)")
      ->check(CLI::PositiveNumber);
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
  // A wrong flag should not cost a calibration.
  require_format("--compat", !compat.empty(), "air", format);
  require_format("--opset", opset != 0, "onnx", format);
  find_estimator(settings.text("activation"));
  return load_model(model.source(), settings);
}

Quantized CalibrationOptions::quantize(const Graph& prepared, const QuantConfig& config,
                                       const Settings& settings) const {
  const int threads = data.thread_count();
  const DataArguments source = calibration_data(data.data, settings);
  const auto samples = calibration_samples(source, settings, prepared, data.shuffle_seed, threads);
  console().stage("data", fmt::format("{} images of {}", samples->sample_count(), joined(source)));
  Quantized quantized = msquant::quantize(prepared, config, *samples, settings.text("activation"),
                                          !compat.empty(), threads, console());
  report_bad_samples(*samples, data.max_bad_images);
  if (export_batch > 0) set_batch_size(quantized.graph, export_batch);
  console().stage("quantize",
                  fmt::format("{} layers, activations by {}, weights per channel",
                              quantized.record.layers.size(), settings.text("activation")));
  return quantized;
}

void write_outputs(const Quantized& quantized, const std::filesystem::path& output,
                   const CalibrationOptions& options) {
  const std::filesystem::path record = output.string() + ".record.txt";
  const std::filesystem::path model = output.string() + "." + options.format;
  write_file(record, to_text(quantized.record));
  const auto* format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                    [&](const auto& row) { return row.name == options.format; });
  MSQUANT_CHECK(format != std::end(kFormats));
  format->write(quantized.graph, model, options);
  console().stage("record", record.string());
  console().stage("export", fmt::format("{} ({:.1f} MiB)", model.string(),
                                        mebibytes(std::filesystem::file_size(model))));
}

}  // namespace msquant
