#include <memory>

#include "msquant/accuracy_output.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/data_options.h"
#include "msquant/model_options.h"
#include "passes/prepare.h"

namespace msquant {
namespace {

struct Options {
  ModelOptions model;
  DataOptions data;
  std::filesystem::path a, b;
  bool json = false;
};

Graph load(const char* name, const std::filesystem::path& file, ModelOptions options,
           Settings& settings) {
  options.set_file(file);
  Model model = load_model(options.source(), settings);
  console().stage(name, model.description);
  prepare(model.graph, true);
  return std::move(model.graph);
}

void run(const Options& options) {
  // Each is a network of its own; what the first says of preprocessing is tried first.
  Settings settings_a = options.model.settings(), settings_b = settings_a;
  const Graph a = load("A", options.a, options.model, settings_a);
  const Graph b = load("B", options.b, options.model, settings_b);
  const Settings& settings = settings_a.has("mean") ? settings_a : settings_b;
  if (options.model.printed(settings)) return;
  const Evaluation evaluation =
      measure(require_validation_samples(options.data, settings, a, "--data"), options.data, a, &b);
  print_comparison(evaluation, options.json);
}

}  // namespace

Command compare_command() {
  Command command{"compare", "how near two models are on the same images", "", {}};
  command.examples =
      "  msquant compare resnet50.ckpt out/quantized_model.air --config resnet50.yaml --data val/\n"
      "  msquant compare out/quantized_model.air quantized_model.air --config resnet50.yaml --data "
      "val/ --json\n";
  command.shares_work = true;
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("a", options->a, "a model: a checkpoint, MindIR, ONNX or AIR")->required();
    app.add_option("b", options->b, "another; SQNR takes the first for the signal")->required();
    options->model.add_settings_to(app);
    options->data.add_validation_to(app, "--data,--val");
    options->data.add_common_to(app);
    app.add_flag("--json", options->json, "print the result as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
