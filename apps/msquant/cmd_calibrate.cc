#include <memory>

#include "base/files.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "passes/prepare.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  std::filesystem::path quant_config = "quant_config.json";
  std::filesystem::path output = kOutputName;
};

void run(const Options& options) {
  Settings settings = options.calibration.settings();
  Model model = options.calibration.load(settings);
  if (options.calibration.model.printed(settings)) return;
  console().stage("model", model.description);
  const QuantConfig config = read_quant_config(options.quant_config);
  prepare(model.graph, config.fuse_bn);
  const Quantized quantized = options.calibration.calibrate(model.graph, config, settings);
  write_outputs(quantized, options.output, options.calibration);
}

}  // namespace

Command calibrate_command() {
  Command command{"calibrate", "calibrate a model on images and write it quantized", "", {}};
  command.examples =
      "  msquant calibrate --ckpt resnet50.ckpt --config resnet50.yaml --data calib/ -o "
      "quantized_model\n"
      "  msquant calibrate --config lenet5.yaml --data images/ --batches 2 --activation minmax\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_to(app);
    app.add_option("--quant-config", options->quant_config, "which layers to quantize")
        ->capture_default_str();
    app.add_option("-o,--output", options->output, "output without extension")
        ->capture_default_str();
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
