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
#include "msquant/verdict.h"
#include "pipeline/restore_calibration.h"

namespace msquant {
namespace {

// A search over one model and its samples.
class Tuning {
 public:
  Tuning(const CalibrationOptions& calibration, const Settings& settings, const Model& model,
         const QuantConfig& config, std::filesystem::path output, SampleSource validation)
      : calibration_(calibration),
        settings_(settings),
        model_(model),
        config_(config),
        output_(std::move(output)),
        validation_(std::move(validation)) {}

  TuneResult run(const TuningOptions& options) {
    make_folder(output_);
    if (calibration_.fresh) std::filesystem::remove_all(output_ / "trials");
    TrialFolder trials(output_ / "trials", calibration_.resume);
    observed_ = calibration_.observe(model_.graph, config_, settings_, output_);
    const Calibrated all = calibrated(config_);
    trials.set_key(key(all));
    TuneJob job;
    job.config = config_;
    job.max_drop = *options.gate.max_drop;
    job.budget = options.budget;
    job.ranking = ranking(trials, all);
    job.evaluate = [this](const QuantConfig& config) { return evaluation(config); };
    job.write = [this](const QuantConfig& config) { write(config); };
    return tune(job, trials, console());
  }

 private:
  Calibrated calibrated(const QuantConfig& config) const {
    return calibration_.calibrate(observed_, config, settings_);
  }

  // Names all that a trial depends on: the model as calibration leaves it, and the samples.
  std::string key(const Calibrated& all) const {
    Sha256 digest;
    digest.add(digest_of(model_.graph));
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
    const std::vector<std::string> layers = config_.quantized_layers();
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

  Evaluation evaluation(const QuantConfig& config) const {
    const Graph lowered = calibration_.output.lowered(calibrated(config));
    return measure(validation_, calibration_.data, model_.graph, &lowered);
  }

  void write(const QuantConfig& config) const {
    const Calibrated best = calibrated(config);
    calibration_.write_run(output_, model_, settings_, observed_, best,
                           calibration_.output.lowered(best));
  }

  const CalibrationOptions& calibration_;
  const Settings& settings_;
  const Model& model_;
  const QuantConfig& config_;
  const std::filesystem::path output_;
  const SampleSource validation_;
  Observed observed_;
};

Json summary(const TuneResult& result, const AccuracyGate& gate) {
  Json json = gate.json(result.best.evaluation);
  json["trials"] = result.trials;
  json["best_trial"] = result.best.number;
  json["stopped"] = result.stopped;
  json["float_layers"] = result.best.float_layers;
  json.update(accuracy_json(result.best.evaluation));
  return json;
}

std::string last_line(const TuneResult& result, const AccuracyGate& gate,
                      const std::filesystem::path& output) {
  return fmt::format("{}; {} layers float; {} trials, {} -> {}", gate.text(result.best.evaluation),
                     result.best.float_layers.size(), result.trials, result.stopped,
                     output.string());
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
}

void run_tuning(const CalibrationOptions& calibration, const TuningOptions& options,
                const CalibrationJob& job, const std::filesystem::path& output, bool as_json) {
  const auto& [settings, model, config] = job;
  require_one_rank("the search for layers (tune, --max-drop)");
  options.gate.require_measurable(model.graph);
  calibration.claim(output, model.source);
  const SampleSource validation =
      require_validation_samples(calibration.data, settings, model.graph, "--val");
  if (calibration.is_dry_run) {
    return dry_run(calibration, job, {{output / ""}, validation, options.budget.trials, as_json});
  }
  const TuneResult result =
      Tuning(calibration, settings, model, config, output, validation).run(options);
  write_file(output / "tune.json", summary(result, options.gate).dump(2) + "\n");
  print(result, options.gate, output, as_json);
  options.gate.report(result.best.evaluation);
  if (result.is_met) return;
  throw Error(
      ErrorKind::kAccuracy, "the accuracy target is missed", output.string(),
      fmt::format("the best of {} trials drops {:.2f} points, the limit is {:.2f}; {}",
                  result.trials, result.best.drop(), *options.gate.max_drop, result.stopped),
      "msquant analyze shows where the noise comes from; see docs/accuracy.md");
}

}  // namespace msquant
