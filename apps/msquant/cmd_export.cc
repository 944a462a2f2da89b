#include <memory>

#include "base/log.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/data_options.h"
#include "msquant/export_options.h"
#include "pipeline/images.h"
#include "pipeline/run_folder.h"

namespace msquant {
namespace {

struct Options {
  std::filesystem::path folder, output;
  ExportOptions as;
  DataOptions data;
};

// The first batch of the calibration, or nothing, with a warning, if its images are gone.
std::vector<Tensor> first_batch(const Options& options, const Run& run) {
  const std::filesystem::path folder =
      options.data.data.empty() ? path_of(run.manifest.images, options.folder) : options.data.data;
  if (!std::filesystem::is_directory(folder) && options.data.data.empty()) {
    log::warn(
        "{}: the images of the calibration are gone, so the written file is not run as a "
        "check (--data FOLDER names others)",
        folder.string());
    return {};
  }
  const Settings& settings = run.manifest.settings;
  const int threads = options.data.thread_count();
  const auto samples = calibration_samples(folder, settings, run.manifest.shuffle_seed);
  return take_images(*load_images(samples, settings, run.calibrated.graph, threads),
                     settings.integer("batch_size", 1));
}

void run(const Options& options) {
  options.as.check();
  const Run run = open_run(options.folder);
  console().stage("model", run.description);
  const std::vector<Tensor> images = first_batch(options, run);
  const bool is_inside = options.output.empty();
  const std::filesystem::path file = options.as.write(
      options.as.lowered(run.calibrated), is_inside ? options.folder / kModelFile : options.output,
      images, options.data.thread_count());
  if (is_inside) add_artifact(options.folder, file.filename().string());
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
    app.add_option("--data", options->data.data,
                   "images for the check of the file (default: those of the calibration)");
    app.add_option("--threads", options->data.threads, "threads (default: all cores)")
        ->check(CLI::PositiveNumber);
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
