#include "msquant/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "analyze/verdict.h"
#include "base/error.h"
#include "base/files.h"
#include "data/sample_list.h"
#include "msquant/console.h"
#include "pipeline/first_input.h"
#include "pipeline/repeat_command.h"
#include "pipeline/run_folder.h"
#include "report/assemble.h"
#include "report/report_html.h"
#include "report/report_json.h"

namespace msquant {
namespace {

// End to end errors cost a pass for each layer and image; a few images rank the layers well.
constexpr int64_t kErrorImages = 8;
constexpr size_t kWorstShown = 3;

LayerErrors measure_errors(const CalibrationOptions& options, const Observed& observed,
                           const Calibrated& calibrated) {
  const std::vector<ModelInputs> first = take_samples(*observed.samples(), kErrorImages);
  const SampleSource source(static_cast<int64_t>(first.size()), [&](int64_t begin, int64_t end) {
    return std::make_unique<SampleList>(
        std::vector<ModelInputs>(first.begin() + begin, first.begin() + end));
  });
  AnalyzeOptions analysis;
  for (const ViewInfo& info : kViews) analysis.views.push_back(info.view);
  analysis.threads = options.data.thread_count(observed.model.reference);
  const Calibrated layers = layers_of(calibrated);
  return analyze(observed.model.reference, lower(layers, false), layers.record, source, analysis,
                 console());
}

// The flags of the run that its manifest does not hold.
std::vector<std::string> more_flags(const std::filesystem::path& folder,
                                    const CalibrationOptions& options, const Settings& settings) {
  std::vector<std::string> flags;
  for (const std::string& argument : validation_data(options.data.validation, settings)) {
    const NamedPath named = named_path(argument);
    flags.insert(flags.end(),
                 {"--val", to_argument({named.name, manifest_path(named.path, folder)})});
  }
  const ExportOptions& output = options.output;
  flags.insert(flags.end(), {"--format", output.format});
  if (!output.compat.empty()) flags.insert(flags.end(), {"--compat", output.compat});
  if (output.opset > 0) flags.insert(flags.end(), {"--opset", std::to_string(output.opset)});
  if (output.batch > 0) flags.insert(flags.end(), {"--export-batch", std::to_string(output.batch)});
  return flags;
}

int64_t size_of_file(const std::filesystem::path& path) {
  return static_cast<int64_t>(std::filesystem::file_size(path));
}

// Who made the run, of what and how.
void add_origin(const std::filesystem::path& folder, const CalibrationOptions& options,
                const CalibrationJob& job, const RunOrigin& origin, Report& report) {
  const RunManifest manifest = read_manifest(folder);
  report.version = manifest.version;
  report.network = job.model.graph.name();
  std::vector<std::string> flags = origin.flags;
  const std::vector<std::string> more = more_flags(folder, options, job.settings);
  flags.insert(flags.end(), more.begin(), more.end());
  report.command = repeat_command(manifest, origin.command, flags);
  for (const Setting& each : manifest.settings.all()) {
    report.settings.push_back({each.key, each.text, each.origin});
  }
  for (const auto& [kind, file] : manifest.sources) {
    report.sources.push_back(
        {file.path.string(), file.sha256, size_of_file(path_of(file.path, folder))});
  }
  for (const auto& [name, sha256] : manifest.artifacts) {
    report.files.push_back({name, sha256, size_of_file(folder / name)});
  }
}

std::vector<ReportInput> inputs_of(const Observed& observed) {
  std::vector<ReportInput> inputs;
  for (const InputSummary& each : observed.inputs) {
    inputs.push_back({each.name, each.shape, each.min, each.max, each.mean, each.problem});
  }
  return inputs;
}

// "fc3 46.6 dB · fc2 53.1 dB": end to end.
std::string worst_layers(const LayerErrors& errors) {
  std::string text;
  auto layers = sorted(errors.layers, sort_orders().front());
  layers.resize(std::min(layers.size(), kWorstShown));
  for (const LayerError* layer : layers) {
    text += fmt::format("{}{} {:.1f} dB", text.empty() ? "" : " · ", layer->layer,
                        layer->view(View::kEndToEnd)->sqnr_db());
  }
  return text.empty() ? "no layer is quantized" : text;
}

}  // namespace

void write_report(const std::filesystem::path& folder, const CalibrationOptions& options,
                  const CalibrationJob& job, const Observed& observed, const Calibrated& calibrated,
                  const std::optional<Evaluation>& evaluation, const RunOrigin& origin) {
  const CalibrationMethods methods = calibration_methods(job.settings);
  const LayerErrors errors = measure_errors(options, observed, calibrated);
  Report report = assemble_report({observed.model, calibrated, methods, errors, evaluation,
                                   origin.search, inputs_of(observed)});
  add_origin(folder, options, job, origin, report);
  write_file(folder / kReportFile, to_json(report));
  render_report(folder, folder / kReportPage);
  add_artifact(folder, kReportFile);
  console().stage("worst", worst_layers(errors) + " -> " + (folder / kReportPage).string());
}

void render_report(const std::filesystem::path& folder, const std::filesystem::path& page) {
  const std::filesystem::path file = folder / kReportFile;
  if (!std::filesystem::exists(file)) {
    throw Error(ErrorKind::kUsage, "there is no report to render", folder.string(),
                std::string("it holds no ") + kReportFile,
                "the folder that 'quantize -o' wrote, without --no-report");
  }
  const std::filesystem::path image = folder / kFirstInputFile;
  write_file(page, to_html(parse_report(read_file(file), file.string()),
                           std::filesystem::exists(image) ? read_file(image) : ""));
}

}  // namespace msquant
