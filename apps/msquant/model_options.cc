#include "msquant/model_options.h"

#include <set>

#include "formats/model_file.h"
#include "msquant/console.h"

namespace msquant {

void ModelOptions::add_to(CLI::App& app) {
  app.add_option("--ckpt", checkpoint, "MindSpore checkpoint (.ckpt or .safetensors)");
  app.add_option("--model", model, "a model that holds its graph: MindIR, ONNX or AIR");
  add_settings_to(app);
}

void ModelOptions::add_settings_to(CLI::App& app) {
  app_ = &app;
  app.add_option("-c,--config", config, "YAML of the model zoo, with or without msquant's keys");
  app.add_option("--net", net, "network of the model zoo; recognised if absent");
  app.add_flag("--no-verify", no_verify, "do not verify the checkpoint's CRC");
  app.add_flag("--strict", strict, "unknown keys of the YAML are errors");
  app.add_flag("--print-config", print_config, "print every setting with its origin, and stop");
}

void ModelOptions::set_file(const std::filesystem::path& file) {
  const FileFormat format = guess_format(file);
  const bool is_checkpoint =
      format == FileFormat::kCheckpoint || format == FileFormat::kSafetensors;
  (is_checkpoint ? checkpoint : model) = file;
}

Settings ModelOptions::settings() const {
  Settings settings;
  if (!config.empty()) settings.add_yaml(config, strict);
  if (!net.empty()) settings.set("net_name", net, "--net");
  if (!checkpoint.empty()) settings.set("checkpoint_file_path", checkpoint.string(), "--ckpt");
  return settings;
}

bool ModelOptions::printed(const Settings& settings) const {
  if (print_config) print_result(settings.to_string() + other_flags(settings));
  return print_config;
}

// As comments, so that all that is printed is a YAML.
std::string ModelOptions::other_flags(const Settings& settings) const {
  std::set<std::string> known{"--config", "--print-config"};
  for (const Setting& setting : settings.all()) known.insert(setting.origin);
  std::string text;
  for (const CLI::Option* option : app_->get_options()) {
    const std::string name = option->get_single_name();
    if (option->get_lnames().empty() || option->count() == 0) continue;
    if (known.count("--" + name) != 0) continue;
    const bool is_flag = option->get_type_size() == 0;
    text += "# --" + name + (is_flag ? "" : " " + CLI::detail::join(option->results(), " ")) + "\n";
  }
  return text.empty() ? "" : "# and of the command line:\n" + text;
}

}  // namespace msquant
