#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "formats/record/record_file.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "pipeline/restore_calibration.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  std::filesystem::path quant_config = "quant_config.json";
  std::filesystem::path output = kModelFile;
  std::filesystem::path run_dir, record;
};

// A record leaves nothing to be chosen.
void require_no_choice(const CLI::App& app) {
  for (const char* flag :
       {"--batches", "--max-bad-images", "--preset", "--activation", "--percentile", "--weights",
        "--no-activation-offset", "--corrections", "--quant-config", "--run-dir"}) {
    if (app.count(flag) == 0) continue;
    throw Error(ErrorKind::kUsage, std::string(flag) + " does not go with --record", "",
                "the record says how the model is quantized",
                std::string("leave ") + flag + " out");
  }
}

void write(const Options& options, const Observed& observed, const Calibrated& calibrated,
           const Graph& lowered) {
  const std::filesystem::path record = options.output.string() + ".record.txt";
  write_file(record, to_text(calibrated.record));
  console().stage("record", record.string());
  options.calibration.output.write(lowered, options.output, observed.check_samples,
                                   options.calibration.data.thread_count(lowered));
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
  const Graph lowered = calibration.output.lowered(calibrated);
  calibration.output.write(lowered, options.output, samples_of(calibration, *job),
                           calibration.data.thread_count(lowered));
}

void run(const Options& options) {
  if (!options.record.empty()) return run_recorded(options);
  const auto job = options.calibration.open(options.quant_config);
  if (!job) return;
  const auto& [settings, model, config] = *job;
  const CalibrationOptions& calibration = options.calibration;
  const Observed observed = calibration.observe(model.graph, config, settings);
  const Calibrated calibrated = calibration.calibrate(observed, config, settings);
  calibration.report(calibrated, settings);
  if (!world().is_root()) return;
  const Graph lowered = calibration.output.lowered(calibrated);
  if (options.run_dir.empty()) {
    write(options, observed, calibrated, lowered);
  } else {
    calibration.write_run(options.run_dir, model, settings, observed, calibrated, lowered);
  }
  report_peak_memory();
}

}  // namespace

Command calibrate_command() {
  Command command{"calibrate", "calibrate a model on images and write it quantized", "", {}};
  command.examples =
      "  msquant calibrate --ckpt resnet50.ckpt --config resnet50.yaml --data calib/ -o "
      "quantized_model\n"
      "  msquant calibrate --config lenet5.yaml --data images/ --batches 2 --activation minmax\n"
      "  msquant calibrate --model net.mindir --record scale_offset_record.txt -o quantized\n";
  command.shares_work = true;
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_to(app);
    app.add_option("--quant-config", options->quant_config, "which layers to quantize")
        ->capture_default_str();
    CLI::Option* output = app.add_option("-o,--output", options->output, "output without extension")
                              ->capture_default_str();
    app.add_option("--run-dir", options->run_dir,
                   "write a run folder, as quantize does, for 'msquant export'")
        ->excludes(output);
    app.add_option(
        "--record", options->record,
        "take every scale and offset from this file, of msquant or AMCT, instead of calibrating");
    return [options, &app] {
      if (!options->record.empty()) require_no_choice(app);
      run(*options);
    };
  };
  return command;
}

}  // namespace msquant
