#include <memory>
#include <optional>

#include "base/folder_lock.h"
#include "base/log.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/data_options.h"
#include "msquant/export_options.h"
#include "msquant/flag_checks.h"
#include "msquant/json_output.h"
#include "pipeline/run_folder.h"
#include "pipeline/samples.h"

namespace msquant {
namespace {

struct Options {
  std::filesystem::path folder, output;
  ExportOptions as;
  DataOptions data;
  bool json = false;
};

// The first samples of the calibration, or nothing, with a warning, if its data is gone.
std::vector<ModelInputs> check_samples(const Options& options, const Run& run) {
  DataArguments data = options.data.data;
  if (data.empty()) {
    data = calibration_data(run.manifest, options.folder);
    for (const std::string& argument : data) {
      if (std::filesystem::exists(named_path(argument).path)) continue;
      log::warn(
          "{}: the images of the calibration are gone, so the written file is not run as a "
          "check (--data PATH names others)",
          argument);
      return {};
    }
  }
  const Settings& settings = run.manifest.settings;
  const SampleSource samples =
      calibration_samples(data, settings, run.calibrated.graph, run.manifest.shuffle_seed,
                          options.data.thread_count(run.calibrated.graph));
  return take_samples(*samples(), kCheckSamples);
}

void run(const Options& options) {
  options.as.check();
  const bool is_inside = options.output.empty();
  read_manifest(options.folder);  // a folder of something else is not to be locked
  std::optional<FolderLock> lock;
  if (is_inside) lock.emplace(options.folder);
  const Run run = open_run(options.folder);
  console().stage("model", run.description);
  const std::vector<ModelInputs> samples = check_samples(options, run);
  const std::filesystem::path file =
      options.as.write(options.as.lowered(run.calibrated, options.data.wanted_threads()),
                       is_inside ? options.folder / kModelFile : options.output, samples,
                       options.data.thread_count(run.calibrated.graph));
  if (is_inside) add_artifact(options.folder, file.filename().string());
  if (!options.json) return;
  print_json({{"format", options.as.format},
              {"file", file.string()},
              {"bytes", std::filesystem::file_size(file)}});
}

}  // namespace

Command export_command() {
  Command command{"export", "write the model of a run folder in another format", "", {}};
  command.examples =
      "  msquant export out/ --format onnx\n"
      "  msquant export out/ --format air --compat ptq_quant -o resnet50_ptq\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->folder,
                   "run folder: what 'quantize -o' or 'calibrate --run-dir' wrote")
        ->required();
    options->as.add_to(app)->required();
    app.add_option("-o,--output", options->output,
                   "output without extension (default: quantized_model in the run folder)");
    options->data.add_data_to(
        app, "images or tensors for the check of the file (default: those of the calibration)");
    app.add_option("--threads", options->data.threads, "threads (default: all cores)")
        ->check(at_least(1));
    app.add_flag("--json", options->json, "print what was written as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
