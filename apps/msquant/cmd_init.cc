#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "base/suggest.h"
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

// Paths as they are found from here, not from beside another YAML.
void resolve_paths(Settings& settings) {
  for (const char* key : {"checkpoint_file_path", "data_path"}) {
    const auto path = settings.find_path(key);
    if (path) settings.set(key, path->string(), settings.setting(key).origin);
  }
}

// Keys without which images cannot be preprocessed.
std::vector<std::string> missing_keys(const Settings& settings) {
  std::vector<std::string> missing;
  for (const char* key : {"mean", "std"}) {
    if (!settings.has(key)) missing.emplace_back(key);
  }
  const bool has_size = settings.has("resize") || settings.has("center_crop");
  for (const char* key : {"height", "width"}) {
    if (!has_size && !settings.has(key)) missing.emplace_back(key);
  }
  return missing;
}

// The command that goes on from the file.
std::string next_command(const Options& options, const Settings& settings) {
  std::string command = "msquant quantize";
  if (!options.model.model.empty()) command += " --model " + options.model.model.string();
  command += " --config " + options.output.string();
  if (!settings.has("data_path")) command += " --data IMAGES";
  return command + " --dry-run";
}

void run(const Options& options) {
  if (std::filesystem::exists(options.output) && !options.force) {
    throw Error(ErrorKind::kUsage, "the file is there already", options.output.string(), "",
                "--force replaces it, -o FILE writes another");
  }
  Settings settings = options.model.settings();
  if (!options.data.empty()) settings.set("data_path", options.data.string(), "--data");
  const std::string description = recognise_model(options.model.source(), settings);
  console().stage("model", description);
  resolve_paths(settings);

  const std::string next = next_command(options, settings);
  const std::string missing = joined(missing_keys(settings));
  std::string heading = "Settings of msquant for " + description + ".\n" +
                        "Values in comments are defaults. To see what they lead to:\n  " + next;
  if (!missing.empty()) heading += "\nTo be filled in, as the network was trained: " + missing;
  write_file(options.output, settings_template(settings, heading));
  console().stage(
      "config", options.output.string() + (missing.empty() ? "" : ", to be filled in: " + missing));
  console().stage("next", next);
}

}  // namespace

Command init_command() {
  Command command{"init", "write a commented YAML to start from, filled from the model", "", {}};
  command.examples =
      "  msquant init --ckpt lenet5.ckpt --data images/ -o my_lenet5.yaml\n"
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
