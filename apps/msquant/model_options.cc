#include "msquant/model_options.h"

#include "formats/model_file.h"
#include "msquant/console.h"

namespace msquant {

void ModelOptions::add_to(CLI::App& app) {
  app.add_option("--ckpt", checkpoint, "MindSpore checkpoint (.ckpt or .safetensors)");
  app.add_option("--model", model, "a model that holds its graph: MindIR, ONNX or AIR");
  add_settings_to(app);
}

void ModelOptions::add_settings_to(CLI::App& app) {
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
  return settings;
}

bool ModelOptions::printed(const Settings& settings) const {
  if (print_config) print_result(settings.to_string());
  return print_config;
}

}  // namespace msquant
