#include <algorithm>
#include <memory>

#include "base/files.h"
#include "msquant/analysis_checks.h"
#include "msquant/analysis_output.h"
#include "msquant/calibration.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/dry_run.h"
#include "msquant/flag_checks.h"
#include "pipeline/samples.h"

namespace msquant {
namespace {

struct Options {
  CalibrationOptions calibration;
  std::filesystem::path quant_config, output, junit;
  std::vector<std::string> views;
  std::string sort{sort_orders().front()};
  bool sources = false, json = false;
  int64_t suggest = -1;
};

std::vector<std::string> view_names() {
  std::vector<std::string> names;
  for (const ViewInfo& info : kViews) names.emplace_back(info.name);
  return names;
}

AnalyzeOptions analyze_options(const Options& options, const Graph& graph) {
  AnalyzeOptions result{{}, options.sources, options.calibration.data.thread_count(graph)};
  for (const ViewInfo& info : kViews) {
    const auto& chosen = options.views;
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), info.name) != chosen.end()) {
      result.views.push_back(info.view);
    }
  }
  return result;
}

// The worst layers: as many as were asked for, or the bad ones.
std::vector<std::string> suggestion(const Options& options, const LayerErrors& errors) {
  std::vector<std::string> names;
  if (options.suggest < 0 && options.output.empty()) return names;
  for (const LayerError* layer : sorted(errors.layers, sort_orders().front())) {
    const bool is_wanted = options.suggest < 0
                               ? verdict_of(*layer) == Verdict::kBad
                               : static_cast<int64_t>(names.size()) < options.suggest;
    if (is_wanted) names.push_back(layer->layer);
  }
  return names;
}

void run(const Options& options) {
  const auto job = options.calibration.open(options.quant_config);
  if (!job) return;
  const auto& [settings, model, config] = *job;
  // Before the calibration, so that a wrong --val does not cost one.
  const DataOptions& data = options.calibration.data;
  const SampleSource validation = data.validation.empty()
                                      ? SampleSource()
                                      : validation_samples(data.validation, settings, model.graph,
                                                           data.thread_count(model.graph));
  if (options.calibration.is_dry_run) {
    std::vector<std::filesystem::path> files;
    if (!options.output.empty()) files.push_back(options.output);
    return dry_run(options.calibration, *job,
                   {files, validation, 0, Histograms::kWhereNeeded, options.json});
  }
  const Observed observed = options.calibration.observe(model.graph, config, settings);
  const Calibrated calibrated = options.calibration.calibrate(observed, config, settings);
  options.calibration.report(calibrated, settings);
  const Calibrated layers = layers_of(calibrated);
  const LayerErrors errors = analyze(observed.model.reference, lower(layers, false), layers.record,
                                     validation ? validation : observed.samples,
                                     analyze_options(options, model.graph), console());

  const std::vector<std::string> suggested = suggestion(options, errors);
  if (options.json) {
    print_json(analysis_json(errors, options.sort, suggested));
  } else {
    print_result(analysis_table(errors, options.sort) +
                 (suggested.empty() ? "" : suggestion_text(suggested)));
  }
  if (!options.junit.empty()) write_junit(options.junit, analysis_checks(errors));
  if (options.output.empty()) return;
  write_file(options.output, to_json(with_float_layers(config, suggested)));
  console().stage("config", std::to_string(suggested.size()) + " layers switched to float -> " +
                                options.output.string());
}

}  // namespace

Command analyze_command() {
  Command command{"analyze", "how much noise each quantized layer adds", "", {}};
  command.examples =
      "  msquant analyze --ckpt resnet50.ckpt --config resnet50.yaml --data calib/ --sources\n"
      "  msquant analyze --config lenet5.yaml --sort clipped --suggest 1 -o quant_config.json\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->calibration.add_input_to(app);
    options->calibration.data.add_validation_to(app, "--val");
    app.add_option("--quant-config", options->quant_config,
                   "which layers are quantized (default: what gen-config writes)");
    app.add_option("--views", options->views, "isolated, accumulated, end-to-end (default: all)")
        ->delimiter(',')
        ->check(one_of("--views", view_names()));
    std::vector<std::string> orders(sort_orders().begin(), sort_orders().end());
    app.add_option("--sort", options->sort, "worst, a view, clipped (all worst first) or network")
        ->capture_default_str()
        ->check(one_of("--sort", orders));
    app.add_flag("--sources", options->sources,
                 "noise at the output of weights only, activations only and both");
    app.add_option("--suggest", options->suggest,
                   "name the N worst layers to keep in float (default with -o: the bad ones)")
        ->check(at_least(0));
    app.add_option("-o,--output", options->output,
                   "quant_config.json to write, those layers in float");
    app.add_option("--junit", options->junit,
                   "JUnit XML file to write, with a test case for each layer");
    app.add_flag("--json", options->json, "print the result as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
