#include "msquant/tuning.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analyze/verdict.h"
#include "base/error.h"
#include "base/files.h"
#include "base/fingerprint.h"
#include "data/image_folder.h"
#include "formats/record/record_file.h"
#include "graph/dump.h"
#include "msquant/accuracy_output.h"
#include "msquant/console.h"
#include "pipeline/images.h"

namespace msquant {
namespace {

// A search over one model and its images.
class Tuning {
 public:
  Tuning(const CalibrationOptions& calibration, const Settings& settings, const Graph& prepared,
         const QuantConfig& config, std::filesystem::path output, std::filesystem::path validation)
      : calibration_(calibration),
        settings_(settings),
        prepared_(prepared),
        config_(config),
        output_(std::move(output)),
        validation_(std::move(validation)) {}

  TuneResult run(const TuningOptions& options) {
    make_folder(output_);
    TrialFolder trials(output_ / "trials", options.resume);
    stats_ = calibration_.observe(prepared_, config_, settings_);
    const Quantized all = quantized(config_);
    trials.set_key(key(all));
    TuneJob job;
    job.config = config_;
    job.max_drop = *options.max_drop;
    job.budget = options.budget;
    job.ranking = ranking(trials, all);
    job.evaluate = [this](const QuantConfig& config) { return evaluation(config); };
    job.write = [this](const QuantConfig& config) { write(config); };
    return tune(job, trials, console());
  }

 private:
  Quantized quantized(const QuantConfig& config) const {
    return calibration_.quantize(prepared_, config, stats_, settings_);
  }

  // Names all that a trial depends on: the float model, what calibration found, the images. What
  // the settings do to images shows in what calibration found.
  std::string key(const Quantized& all) const {
    Fingerprint fingerprint;
    fingerprint.add(dump(prepared_));
    for (ValueId id = 0; id < prepared_.value_count(); ++id) {
      const auto& constant = prepared_.value(id).constant;
      if (constant)
        fingerprint.add({static_cast<const char*>(constant->raw()),
                         static_cast<size_t>(constant->byte_size())});
    }
    fingerprint.add(to_text(all.record));
    fingerprint.add(calibration_.compat);
    for (const Sample& sample : scan_image_folder(validation_).samples) {
      fingerprint.add(sample.path.lexically_relative(validation_).string());
      fingerprint.add(MappedFile::open(sample.path)->bytes());
    }
    return fingerprint.text();
  }

  std::vector<std::string> ranking(const TrialFolder& trials, const Quantized& all) const {
    const std::vector<std::string> layers = config_.quantized_layers();
    const auto known = trials.ranking();
    if (known && std::is_permutation(known->begin(), known->end(), layers.begin(), layers.end())) {
      return *known;
    }
    const int threads = calibration_.data.thread_count();
    const LayerErrors errors =
        analyze(prepared_, all.graph, all.record, calibration_.image_source(prepared_, settings_),
                {{View::kEndToEnd}, false, threads}, console());
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
    const int threads = calibration_.data.thread_count();
    const auto images = validation_images(validation_, settings_, prepared_, threads);
    const Quantized model = quantized(config);
    const Evaluation result = evaluate(prepared_, &model.graph, *images, threads, console());
    if (!has_reported_) report_bad_images(*images, calibration_.data.max_bad_images);
    has_reported_ = true;
    return result;
  }

  void write(const QuantConfig& config) const {
    write_file(output_ / "quant_config.json", to_json(config));
    write_outputs(quantized(config), output_ / kOutputName, calibration_);
  }

  const CalibrationOptions& calibration_;
  const Settings& settings_;
  const Graph& prepared_;
  const QuantConfig& config_;
  const std::filesystem::path output_, validation_;
  StatsMap stats_;
  bool has_reported_ = false;
};

const char* verdict_of(const TuneResult& result) { return result.is_met ? "PASSED" : "FAILED"; }

Json summary(const TuneResult& result, double max_drop) {
  Json json{{"verdict", verdict_of(result)},
            {"max_drop_points", max_drop},
            {"drop_points", result.best.drop()},
            {"drop_of", result.best.evaluation.is_labelled() ? "top-1" : "agreement with float"},
            {"trials", result.trials},
            {"best_trial", result.best.number},
            {"stopped", result.stopped},
            {"float_layers", result.best.float_layers}};
  json.update(accuracy_json(result.best.evaluation));
  return json;
}

std::string last_line(const TuneResult& result, double max_drop,
                      const std::filesystem::path& output) {
  return fmt::format(
      "{}     drop {:.2f} points{}, limit {:.2f}; {} layers float; {} trials, {} -> {}\n",
      verdict_of(result), result.best.drop(),
      result.best.evaluation.is_labelled() ? "" : " (of agreement with float: no labels)", max_drop,
      result.best.float_layers.size(), result.trials, result.stopped, output.string());
}

void print(const TuneResult& result, double max_drop, const std::filesystem::path& output,
           bool as_json) {
  if (as_json) return print_json(summary(result, max_drop));
  std::string text = accuracy_table(result.best.evaluation);
  for (const std::string& layer : result.best.float_layers) {
    text += fmt::format("{:<10} {}\n", "float", layer);
  }
  print_result(text + last_line(result, max_drop, output));
}

}  // namespace

void TuningOptions::add_to(CLI::App& app) {
  CLI::Option* const target = app.add_option(
      "--max-drop", max_drop,
      "the most that accuracy may drop, in percentage points of top-1; without labels, of "
      "agreement with the float model");
  app.add_option("--max-trials", budget.trials, "the most configurations to try")
      ->capture_default_str()
      ->check(CLI::PositiveNumber)
      ->needs(target);
  app.add_option("--time-limit", budget.seconds,
                 "begin no trial after this time: 90, 90s, 30m or 2h (default: no limit)")
      ->transform(
          CLI::AsNumberWithUnit(std::map<std::string, double>{{"s", 1}, {"m", 60}, {"h", 3600}}))
      ->needs(target);
  app.add_flag("--resume", resume, "go on with the trials in the output folder")->needs(target);
}

void run_tuning(const CalibrationOptions& calibration, const TuningOptions& options,
                const Settings& settings, const Graph& prepared, const QuantConfig& config,
                const std::filesystem::path& output, bool as_json) {
  const auto validation = validation_folder(calibration.data.validation, settings);
  if (!validation) {
    throw Error(ErrorKind::kUsage, "no validation images are given", "",
                "without them a drop cannot be measured", "--val FOLDER");
  }
  const TuneResult result =
      Tuning(calibration, settings, prepared, config, output, *validation).run(options);
  write_file(output / "tune.json", summary(result, *options.max_drop).dump(2) + "\n");
  print(result, *options.max_drop, output, as_json);
  if (result.is_met) return;
  throw Error(ErrorKind::kAccuracy, "the accuracy target is missed", output.string(),
              fmt::format("the best of {} trials drops {:.2f} points, the limit is {:.2f}; {}",
                          result.trials, result.best.drop(), *options.max_drop, result.stopped),
              "msquant analyze shows where the noise comes from; see docs/accuracy.md");
}

}  // namespace msquant
