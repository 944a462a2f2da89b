#include <memory>

#include "msquant/accuracy_output.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/dry_run.h"
#include "msquant/resumable.h"
#include "msquant/run_report.h"
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
  const auto& [settings, model, config] = *job;
  const CalibrationOptions& calibration = options.calibration;
  if (options.tuning.gate.max_drop) {
    return run_tuning(calibration, options.tuning, *job, options.output, options.json);
  }
  const auto lock = calibration.claim(options.output, model.source);
  // Before the calibration, so that a wrong --val does not cost one.
  const SampleSource validation =
      options.tuning.gate.junit.empty()
          ? find_validation_samples(calibration.data, settings, model.graph)
          : require_validation_samples(calibration.data, settings, model.graph, "--val");
  if (calibration.is_dry_run) {
    return dry_run(
        calibration, *job,
        {{options.output / ""}, validation, 0, options.tuning.histograms(), options.json});
  }
  const Observed observed = calibration.observe(model.graph, config, settings, options.output,
                                                options.tuning.histograms());
  const Calibrated calibrated = calibration.calibrate(observed, config, settings);
  calibration.report(calibrated, settings);
  const Graph lowered = calibration.output.lowered(calibrated, calibration.data.wanted_threads());
  if (world().is_root()) {
    calibration.write_run(options.output, model, settings, observed, calibrated, lowered);
  }
  report_peak_memory();
  std::optional<Evaluation> evaluation;
  if (!validation) {
    console().stage("accuracy", "not measured: no validation images (--val)");
    if (options.json) print_json({{"images", 0}});
  } else {
    evaluation = print_accuracy(validation, calibration.data, model.graph, &lowered, options.json,
                                options.tuning.gate);
  }
  if (options.tuning.no_report || !world().is_root()) return;
  RunOrigin origin;
  origin.flags = {"--quant-config", kQuantConfigFile};
  write_report(options.output, calibration, *job, observed, calibrated, evaluation, origin);
}

}  // namespace

Command quantize_command() {
  Command command{"quantize", "gen-config, calibrate, export and eval in one call", "", {}};
  command.examples =
      "  msquant quantize --ckpt resnet50.ckpt --config resnet50.yaml -o out/\n"
      "  msquant quantize --config lenet5.yaml --activation minmax --val val/ -o out/\n";
  command.shares_work = true;
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_to(app);
    options->calibration.add_folder_to(app);
    options->calibration.data.add_validation_to(app, "--val");
    options->tuning.add_to(app);
    app.add_option("--quant-config", options->quant_config,
                   "which layers to quantize (default: what gen-config writes)");
    app.add_option("-o,--output", options->output, "folder to write to")->capture_default_str();
    app.add_flag("--json", options->json, "print the accuracy as JSON");
    return [options] { resumable([&] { run(*options); }); };
  };
  return command;
}

}  // namespace msquant
