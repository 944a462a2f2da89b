#include <memory>

#include "base/files.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/json_output.h"
#include "msquant/model_options.h"
#include "passes/generate_config.h"
#include "quant/amct_config.h"

namespace msquant {
namespace {

struct Options {
  ModelOptions model;
  std::filesystem::path output = "quant_config.json";
  bool is_amct = false, json = false;
};

void run(const Options& options) {
  Settings settings = options.model.settings();
  Model model = load_model(options.model.source(), settings);
  if (options.model.printed(settings)) return;
  console().stage("model", model.description);
  const QuantConfig config =
      options.is_amct ? generate_amct_config(model.graph) : generate_config(model.graph);
  write_file(options.output, options.is_amct ? to_amct_json(config) : to_json(config));
  console().stage("config", std::to_string(config.quantized_layers().size()) +
                                " layers to quantize -> " + options.output.string());
  if (!options.json) return;
  print_json({{"file", options.output.string()}, {"quantized_layers", config.quantized_layers()}});
}

}  // namespace

Command gen_config_command() {
  Command command{"gen-config", "write the quant_config.json of a model", "", {}};
  command.examples =
      "  msquant gen-config --ckpt resnet50.ckpt --config resnet50_cifar10_config.yaml\n"
      "  msquant gen-config --config lenet5.yaml --net lenet5 -o lenet5_quant.json\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->model.add_to(app);
    app.add_option("-o,--output", options->output, "file to write")->capture_default_str();
    app.add_flag("--amct", options->is_amct, "in the format of AMCT");
    app.add_flag("--json", options->json, "print what was written as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
