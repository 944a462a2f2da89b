#include <memory>

#include "base/error.h"
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
  AccuracyGate gate;
  std::filesystem::path file;
  std::filesystem::path quantized;
  bool json = false;
};

void require_met(const AccuracyGate& gate, const Evaluation& evaluation,
                 const std::filesystem::path& file) {
  if (gate.is_met(evaluation)) return;
  throw Error(ErrorKind::kAccuracy, "the accuracy target is missed", file.string(),
              gate.text(evaluation),
              "msquant analyze shows where the noise comes from; see docs/accuracy.md");
}

void run(Options options) {
  if (!options.file.empty()) options.model.set_file(options.file);
  Settings settings = options.model.settings();
  Model model = load_model(options.model.source(), settings, options.data.wanted_threads());
  if (options.model.printed(settings)) return;
  console().stage("model", model.description);
  options.gate.require_measurable(model.graph);
  prepare(model.graph, true, options.data.wanted_threads());

  std::optional<Model> quantized;
  if (!options.quantized.empty()) {
    quantized = load_model({options.quantized, {}, true}, settings);
    console().stage("quantized", quantized->description);
  }
  const Evaluation evaluation = print_accuracy(
      require_validation_samples(options.data, settings, model.graph, "--data"), options.data,
      model.graph, quantized ? &quantized->graph : nullptr, options.json, options.gate);
  require_met(options.gate, evaluation, options.quantized);
}

}  // namespace

Command eval_command() {
  Command command{
      "eval", "top-1 and top-5 of a model, or how near a quantized one is to it", "", {}};
  command.examples =
      "  msquant eval out/quantized_model.air --config resnet50.yaml --data val/\n"
      "  msquant eval --ckpt resnet50.ckpt --config resnet50.yaml --quantized "
      "out/quantized_model.air --data val/\n";
  command.shares_work = true;
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("file", options->file, "the model: a checkpoint, MindIR, ONNX or AIR");
    options->model.add_to(app);
    options->data.add_validation_to(app, "--data,--val");
    options->data.add_common_to(app);
    CLI::Option* const quantized = app.add_option(
        "--quantized", options->quantized, "a quantized model to compare with the float one");
    options->gate.add_to(app)->needs(quantized);
    app.add_flag("--json", options->json, "print the result as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
