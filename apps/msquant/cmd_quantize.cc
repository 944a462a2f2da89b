#include <memory>

#include "base/files.h"
#include "msquant/accuracy_output.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/tuning.h"
#include "passes/prepare.h"
#include "pipeline/images.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  TuningOptions tuning;
  std::filesystem::path quant_config;
  std::filesystem::path output = "out";
  bool json = false;
};

void report_accuracy(const Options& options, const Settings& settings, const Graph& prepared,
                     const Quantized& quantized) {
  const auto folder = validation_folder(options.calibration.data.validation, settings);
  if (!folder) {
    console().stage("accuracy", "not measured: no validation images (--val)");
    return;
  }
  print_accuracy(*folder, settings, options.calibration.data, prepared, &quantized.graph,
                 options.json);
}

void run(const Options& options) {
  Settings settings = options.calibration.settings();
  Model model = options.calibration.load(settings);
  if (options.calibration.model.printed(settings)) return;
  console().stage("model", model.description);
  const QuantConfig config = config_for(options.quant_config, model.graph);
  prepare(model.graph, config.fuse_bn);
  if (options.tuning.max_drop) {
    run_tuning(options.calibration, options.tuning, settings, model.graph, config, options.output,
               options.json);
    return;
  }
  const Quantized quantized = options.calibration.calibrate(model.graph, config, settings);

  make_folder(options.output);
  write_file(options.output / "quant_config.json", to_json(config));
  write_outputs(quantized, options.output / kOutputName, options.calibration);
  report_accuracy(options, settings, model.graph, quantized);
}

}  // namespace

Command quantize_command() {
  Command command{"quantize", "gen-config, calibrate, export and eval in one call", "", {}};
  command.examples =
      "  msquant quantize --ckpt resnet50.ckpt --config resnet50.yaml -o out/\n"
      "  msquant quantize --config lenet5.yaml --activation minmax --val val/ -o out/\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_to(app);
    options->calibration.data.add_validation_to(app, "--val");
    options->tuning.add_to(app);
    app.add_option("--quant-config", options->quant_config,
                   "which layers to quantize (default: what gen-config writes)");
    app.add_option("-o,--output", options->output, "folder to write to")->capture_default_str();
    app.add_flag("--json", options->json, "print the accuracy as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
