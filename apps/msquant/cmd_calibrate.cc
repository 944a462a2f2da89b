#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "formats/record/record_file.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/dry_run.h"
#include "msquant/json_output.h"
#include "msquant/resumable.h"
#include "pipeline/restore_calibration.h"
#include "pipeline/run_folder.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  std::filesystem::path quant_config = "quant_config.json";
  std::filesystem::path output = kModelFile;
  std::filesystem::path run_dir, record;
  bool json = false;
};

using Paths = std::vector<std::filesystem::path>;

std::filesystem::path record_file(const Options& options) {
  return options.output.string() + ".record.txt";
}

Paths outputs(const Options& options) {
  if (!options.run_dir.empty()) return {options.run_dir / ""};
  return {record_file(options), options.calibration.output.file(options.output)};
}

// A record leaves nothing to be chosen.
void require_no_choice(const CLI::App& app) {
  for (const char* flag :
       {"--batches", "--max-bad-images", "--preset", "--activation", "--percentile", "--weights",
        "--no-activation-offset", "--corrections", "--quant-config", "--run-dir", "--dry-run"}) {
    if (app.count(flag) == 0) continue;
    throw Error(ErrorKind::kUsage, std::string(flag) + " does not go with --record", "",
                "the record says how the model is quantized",
                std::string("leave ") + flag + " out");
  }
}

Paths write(const Options& options, const Observed& observed, const Calibrated& calibrated,
            const Graph& lowered) {
  const std::filesystem::path record = record_file(options);
  write_file(record, to_text(calibrated.record));
  console().stage("record", record.string());
  return {record, options.calibration.output.write(lowered, options.output, observed.check_samples,
                                                   options.calibration.data.thread_count(lowered))};
}

Paths files_of_run(const std::filesystem::path& folder) {
  Paths files{folder / kManifestFile};
  for (const auto& [name, digest] : read_manifest(folder).artifacts) files.push_back(folder / name);
  return files;
}

Json summary(const Observed& observed, const Calibrated& calibrated, const Settings& settings,
             const Paths& written) {
  const CalibrationMethods methods = calibration_methods(settings);
  Json files = Json::array();
  for (const std::filesystem::path& path : written) {
    files.push_back({{"name", path.string()}, {"bytes", std::filesystem::file_size(path)}});
  }
  return {{"images", observed.model.images},
          {"quantized_layers", calibrated.config.quantized_layers()},
          {"activation", methods.layers.activation.estimator},
          {"weights", methods.layers.weight.method},
          {"corrections", methods.corrections},
          {"files", files}};
}

// The samples that the written model is checked on.
std::vector<ModelInputs> samples_of(const CalibrationOptions& calibration,
                                    const CalibrationJob& job) {
  const DataOptions& data = calibration.data;
  if (data.data.empty()) {
    log::warn("without images the written file is not run as a check (--data PATH names them)");
    return {};
  }
  const Graph& graph = job.model.graph;
  const SampleSource samples = calibration_samples(data.data, job.settings, graph,
                                                   data.shuffle_seed, data.thread_count(graph));
  return take_samples(*samples(), kCheckSamples);
}

void run_recorded(const Options& options) {
  require_one_rank("calibrate --record");
  const CalibrationOptions& calibration = options.calibration;
  const auto job = calibration.open({});
  if (!job) return;
  const std::string file = options.record.string();
  const Calibrated calibrated =
      restore_calibration(job->model.graph, parse_record(read_file(options.record), file));
  console().stage("record", std::to_string(calibrated.record.layers.size()) + " layers of " + file);
  const Graph lowered = calibration.output.lowered(calibrated, calibration.data.wanted_threads());
  calibration.output.write(lowered, options.output, samples_of(calibration, *job),
                           calibration.data.thread_count(lowered));
}

// Frees the float weights, which nobody reads any more, for the check that runs what was written.
void drop_graphs(CalibrationJob& job, Observed& observed, Calibrated& calibrated) {
  for (Graph* graph :
       {&job.model.graph, &observed.model.reference, &calibrated.graph, &calibrated.layers}) {
    *graph = Graph();
  }
}

void run(const Options& options) {
  if (!options.record.empty()) return run_recorded(options);
  auto job = options.calibration.open(options.quant_config);
  if (!job) return;
  const auto& [settings, model, config] = *job;
  const CalibrationOptions& calibration = options.calibration;
  std::unique_ptr<FolderLock> lock;
  if (options.run_dir.empty()) {
    require_writable(options.output);
  } else {
    lock = calibration.claim(options.run_dir, model.source);
  }
  if (calibration.is_dry_run)
    return dry_run(calibration, *job,
                   {outputs(options), {}, 0, Histograms::kWhereNeeded, options.json});
  Observed observed = calibration.observe(model.graph, config, settings, options.run_dir);
  Calibrated calibrated = calibration.calibrate(observed, config, settings);
  calibration.report(calibrated, settings);
  if (!world().is_root()) return;
  const Graph lowered = calibration.output.lowered(calibrated, calibration.data.wanted_threads());
  Paths written;
  if (options.run_dir.empty()) {
    require_same_source(model);
    drop_graphs(*job, observed, calibrated);
    written = write(options, observed, calibrated, lowered);
  } else {
    calibration.write_run(options.run_dir, model, settings, observed, calibrated, lowered);
    written = files_of_run(options.run_dir);
  }
  report_peak_memory();
  if (options.json) print_json(summary(observed, calibrated, settings, written));
}

}  // namespace

Command calibrate_command() {
  Command command{"calibrate", "calibrate a model on images and write it quantized", "", {}};
  command.examples =
      "  msquant calibrate --ckpt resnet50.ckpt --config resnet50.yaml --data calib/ -o "
      "quantized_model\n"
      "  msquant calibrate --config lenet5.yaml --data images/ --batches 2 --activation minmax\n";
  command.shares_work = true;
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_to(app);
    app.add_option("--quant-config", options->quant_config, "which layers to quantize")
        ->capture_default_str();
    CLI::Option* output = app.add_option("-o,--output", options->output, "output without extension")
                              ->capture_default_str();
    CLI::Option* run_dir =
        app.add_option("--run-dir", options->run_dir,
                       "write a run folder, as quantize does, for 'msquant export'")
            ->excludes(output);
    options->calibration.add_folder_to(app);
    app.get_option("--resume")->needs(run_dir);
    app.get_option("--fresh")->needs(run_dir);
    app.add_option(
        "--record", options->record,
        "take every scale and offset from this file, of msquant or AMCT, instead of calibrating");
    app.add_flag("--json", options->json, "print what was done and written as JSON");
    return [options, &app] {
      if (!options->record.empty()) require_no_choice(app);
      if (options->run_dir.empty()) return run(*options);
      resumable([&] { run(*options); });
    };
  };
  return command;
}

}  // namespace msquant
