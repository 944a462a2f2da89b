#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/model_options.h"
#include "pipeline/settings_template.h"

namespace msquant {
namespace {

struct Options {
  ModelOptions model;
  std::filesystem::path data;
  std::filesystem::path output = "msquant.yaml";
  bool force = false;
};

// The command that goes on from the file.
std::string next_command(const Options& options, const Settings& settings) {
  std::string command = "msquant quantize";
  if (!options.model.model.empty()) command += " --model " + options.model.model.string();
  command += " --config " + options.output.string();
  if (!settings.has("data_path")) command += " --data IMAGES";
  return command + " -o out/ --dry-run";
}

void run(const Options& options) {
  if (std::filesystem::exists(options.output) && !options.force) {
    throw Error(ErrorKind::kUsage, "the file is there already", options.output.string(), "",
                "--force replaces it, -o FILE writes another");
  }
  Settings settings = options.model.settings();
  if (!options.model.checkpoint.empty()) {
    settings.set("checkpoint_file_path", options.model.checkpoint.string(), "--ckpt");
  }
  if (!options.data.empty()) settings.set("data_path", options.data.string(), "--data");
  const Model model = load_model(options.model.source(), settings);
  console().stage("model", model.description);
  const std::string next = next_command(options, settings);
  const std::string heading = "Settings of msquant for " + model.description + ". To see the plan:\n  " + next;
  write_file(options.output, settings_template(settings, heading));
  console().stage("config", options.output.string());
  console().stage("next", next);
}

}  // namespace

Command init_command() {
  Command command{"init", "write a commented YAML to start from, filled from the model", "", {}};
  command.examples =
      "  msquant init --ckpt lenet5.ckpt --data images/ -o lenet5_msquant.yaml\n"
      "  msquant init --config lenet5.yaml --force\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    options->model.add_to(app);
    app.add_option("--data", options->data, "the images: becomes data_path");
    app.add_option("-o,--output", options->output, "file to write")->capture_default_str();
    app.add_flag("--force", options->force, "replace the file if it is there");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
