#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "msquant/accuracy_output.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "passes/generate_config.h"
#include "passes/prepare.h"
#include "pipeline/samples.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  std::filesystem::path quant_config;
  std::filesystem::path output = "out";
  bool json = false;
};

QuantConfig config_for(const Options& options, const Graph& graph) {
  if (!options.quant_config.empty()) return read_quant_config(options.quant_config);
  QuantConfig config = generate_config(graph);
  if (!config.layers.empty()) return config;
  throw Error(ErrorKind::kModel, "there is nothing to quantize", graph.name(),
              "the model has no float convolution or dense layer that is worth it",
              "msquant inspect MODEL lists its layers with reasons");
}

void report_accuracy(const Options& options, const Settings& settings, const Graph& prepared,
                     const Quantized& quantized) {
  const DataArguments data = validation_data(options.calibration.data.validation, settings);
  if (data.empty()) {
    console().stage("accuracy", "not measured: no validation images (--val)");
    return;
  }
  print_accuracy(data, settings, options.calibration.data, prepared, &quantized.graph,
                 options.json);
}

void run(const Options& options) {
  Settings settings = options.calibration.settings();
  Model model = options.calibration.load(settings);
  if (options.calibration.model.printed(settings)) return;
  console().stage("model", model.description);
  const QuantConfig config = config_for(options, model.graph);
  prepare(model.graph, config.fuse_bn);
  const Quantized quantized = options.calibration.quantize(model.graph, config, settings);

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
    app.add_option("--quant-config", options->quant_config,
                   "which layers to quantize (default: what gen-config writes)");
    app.add_option("-o,--output", options->output, "folder to write to")->capture_default_str();
    app.add_flag("--json", options->json, "print the accuracy as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
