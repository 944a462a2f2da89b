#include <memory>

#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/resumable.h"
#include "msquant/tuning.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  TuningOptions tuning;
  std::filesystem::path quant_config;
  std::filesystem::path output = "out";
  bool json = false;
};

void run(const Options& options) {
  const auto job = options.calibration.open(options.quant_config);
  if (!job) return;
  run_tuning(options.calibration, options.tuning, *job, options.output, options.json);
}

}  // namespace

Command tune_command() {
  Command command{"tune", "leave layers in float until the accuracy is kept", "", {}};
  command.examples =
      "  msquant tune --ckpt resnet50.ckpt --config resnet50.yaml --data calib/ --val val/ "
      "--max-drop 0.5 -o out/tuned\n"
      "  msquant tune --config lenet5.yaml --max-drop 0.5 --max-trials 30 --time-limit 2h -o "
      "out/lenet5\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_to(app);
    options->calibration.add_folder_to(app);
    options->calibration.data.add_validation_to(app, "--val");
    options->tuning.add_to(app);
    app.get_option("--max-drop")->required();
    app.add_option("--quant-config", options->quant_config,
                   "the layers that may be quantized (default: what gen-config writes)");
    app.add_option("-o,--output", options->output, "folder to write to")->capture_default_str();
    app.add_flag("--json", options->json, "print the result as JSON");
    return [options] { resumable([&] { run(*options); }); };
  };
  return command;
}

}  // namespace msquant
