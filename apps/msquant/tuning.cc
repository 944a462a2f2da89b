#include "msquant/tuning.h"

#include <fmt/format.h>

#include <map>

#include "analyze/verdict.h"
#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/streams.h"
#include "formats/record/record_file.h"
#include "msquant/accuracy_output.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/dry_run.h"
#include "msquant/flag_checks.h"
#include "msquant/tuning_report.h"
#include "msquant/verdict.h"
#include "pipeline/restore_calibration.h"
#include "pipeline/run_folder.h"

namespace msquant {
namespace {

constexpr const char* kTuneFile = "tune.json";

// A search over one model and its samples.
class Tuning {
 public:
  Tuning(const CalibrationOptions& calibration, const CalibrationJob& job,
         std::filesystem::path output, SampleSource validation)
      : calibration_(calibration),
        job_(job),
        output_(std::move(output)),
        validation_(std::move(validation)) {}

  TuneResult search(const TuningOptions& options) {
    if (calibration_.fresh) std::filesystem::remove_all(output_ / "trials");
    TrialFolder trials(output_ / "trials", calibration_.resume);
    observed_ = calibration_.observe(job_.model.graph, job_.config, job_.settings, output_,
                                     options.histograms());
    const Calibrated& all = calibrated(job_.config);
    trials.set_key(key(all));
    TuneJob job;
    job.config = job_.config;
    job.max_drop = *options.gate.max_drop;
    job.budget = options.budget;
    job.ranking = ranking(trials, all);
    job.evaluate = [this](const QuantConfig& config) { return evaluation(config); };
    job.write = [this](const QuantConfig& config) { write(config); };
    return tune(job, trials, console());
  }

  // Of the model that search() wrote.
  void report(const TuneResult& result, const TuningOptions& options) {
    write_report(output_, calibration_, job_, observed_, calibrated(result.config),
                 result.best.evaluation, search_origin(output_, job_, options, result));
  }

 private:
  // A trial that turns out the best is written next: the last one is kept.
  const Calibrated& calibrated(const QuantConfig& config) {
    const std::string text = to_json(config);
    if (!last_ || last_config_ != text) {
      last_ = calibration_.calibrate(observed_, config, job_.settings);
      last_config_ = text;
    }
    return *last_;
  }

  // Names all that a trial depends on: the model as calibration leaves it, and the samples.
  std::string key(const Calibrated& all) const {
    Sha256 digest;
    digest.add(digest_of(job_.model.graph));
    digest.add(digest_of(all.graph));
    digest.add(to_text(all.record));
    digest.add(calibration_.output.compat);
    const auto samples = validation_();
    while (const auto batch = samples->next()) {
      throw_if_interrupted();
      for (const Tensor& input : batch->inputs) digest.add(bytes_of(input));
      digest.add(std::to_string(batch->labels[0]) + "\n");
    }
    return digest.hex();
  }

  std::vector<std::string> ranking(const TrialFolder& trials, const Calibrated& all) const {
    const std::vector<std::string> layers = job_.config.quantized_layers();
    const auto known = trials.ranking();
    if (known && std::is_permutation(known->begin(), known->end(), layers.begin(), layers.end())) {
      return *known;
    }
    const Calibrated alone = layers_of(all);
    const LayerErrors errors = analyze(
        observed_.model.reference, lower(alone, false), alone.record, observed_.samples,
        {{View::kEndToEnd}, false, calibration_.data.thread_count(observed_.model.reference)},
        console());
    std::vector<std::string> names;
    for (const LayerError* layer : sorted(errors.layers, sort_orders().front())) {
      names.push_back(layer->layer);
    }
    trials.save_ranking(names);
    console().stage("ranking", fmt::format("{} layers, worst first: {}", names.size(),
                                           names.empty() ? "none" : names.front()));
    return names;
  }

  Evaluation evaluation(const QuantConfig& config) {
    const Graph quantized = lowered(calibrated(config));
    return measure(validation_, calibration_.data, job_.model.graph, &quantized);
  }

  void write(const QuantConfig& config) {
    const Calibrated& best = calibrated(config);
    calibration_.write_run(output_, job_.model, job_.settings, observed_, best, lowered(best));
  }

  Graph lowered(const Calibrated& result) const {
    return calibration_.output.lowered(result, calibration_.data.wanted_threads());
  }

  const CalibrationOptions& calibration_;
  const CalibrationJob& job_;
  const std::filesystem::path output_;
  const SampleSource validation_;
  Observed observed_;
  std::optional<Calibrated> last_;
  std::string last_config_;
};

Json summary(const TuneResult& result, const AccuracyGate& gate) {
  Json json = gate.json(result.best.evaluation);
  json["trials"] = result.trials.size();
  json["best_trial"] = result.best.number;
  json["stopped"] = result.stopped;
  json["float_layers"] = result.best.float_layers;
  json.update(accuracy_json(result.best.evaluation));
  return json;
}

std::string last_line(const TuneResult& result, const AccuracyGate& gate,
                      const std::filesystem::path& output) {
  const size_t layers = result.best.float_layers.size(), trials = result.trials.size();
  return fmt::format("{}; {} layer{} float; {} trial{}, {} -> {}",
                     gate.text(result.best.evaluation), layers, layers == 1 ? "" : "s", trials,
                     trials == 1 ? "" : "s", result.stopped, output.string());
}

void print(const TuneResult& result, const AccuracyGate& gate, const std::filesystem::path& output,
           bool as_json) {
  if (as_json) return print_json(summary(result, gate));
  std::string text = accuracy_table(result.best.evaluation);
  for (const std::string& layer : result.best.float_layers) {
    text += fmt::format("{:<10} {}\n", "float", layer);
  }
  print_result(text);
  print_verdict(result.is_met, last_line(result, gate, output));
}

}  // namespace

void TuningOptions::add_to(CLI::App& app) {
  CLI::Option* const target = gate.add_to(app);
  app.add_option("--max-trials", budget.trials, "the most configurations to try")
      ->capture_default_str()
      ->check(at_least(1))
      ->needs(target);
  app.add_option("--time-limit", budget.seconds,
                 "begin no trial after this time: 90, 90s, 30m or 2h (default: no limit)")
      ->transform(
          CLI::AsNumberWithUnit(std::map<std::string, double>{{"s", 1}, {"m", 60}, {"h", 3600}}))
      ->needs(target);
  app.add_flag("--no-report", no_report,
               "neither measure the errors of layers nor write report.html");
}

void run_tuning(const CalibrationOptions& calibration, const TuningOptions& options,
                const CalibrationJob& job, const std::filesystem::path& output, bool as_json) {
  const Model& model = job.model;
  require_one_rank("the search for layers (tune, --max-drop)");
  options.gate.require_measurable(model.graph);
  const auto lock = calibration.claim(output, model.source);
  const SampleSource validation =
      require_validation_samples(calibration.data, job.settings, model.graph, "--val");
  if (calibration.is_dry_run) {
    return dry_run(
        calibration, job,
        {{output / ""}, validation, options.budget.trials, options.histograms(), as_json});
  }
  Tuning tuning(calibration, job, output, validation);
  const TuneResult result = tuning.search(options);
  write_file(output / kTuneFile, summary(result, options.gate).dump(2) + "\n");
  add_artifact(output, kTuneFile);
  options.gate.report(result.best.evaluation);
  if (!options.no_report) tuning.report(result, options);
  print(result, options.gate, output, as_json);
  if (result.is_met) return;
  throw Error(
      ErrorKind::kAccuracy, "the accuracy target is missed", output.string(),
      fmt::format("the best of {} trials drops {:.2f} points, the limit is {:.2f}; {}",
                  result.trials.size(), result.best.drop(), *options.gate.max_drop, result.stopped),
      "msquant analyze shows where the noise comes from; see docs/accuracy.md");
}

}  // namespace msquant
