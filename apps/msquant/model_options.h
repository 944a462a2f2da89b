// Flags that say which model to work on, shared by most commands.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "pipeline/load_model.h"
#include "pipeline/settings.h"

namespace msquant {

struct ModelOptions {
  std::filesystem::path config, checkpoint, model;
  std::string net;
  bool no_verify = false, strict = false, print_config = false;

  void add_to(CLI::App& app);

  // All but --ckpt and --model, for commands that name their models otherwise.
  void add_settings_to(CLI::App& app);

  // A model given without a flag: a checkpoint or a graph, by its content.
  void set_file(const std::filesystem::path& file);

  // The defaults, the YAML and these flags.
  Settings settings() const;
  ModelSource source() const { return {model, checkpoint, !no_verify}; }

  // With --print-config: prints the settings to stdout, and the flags that are none of them, and
  // returns true; the command then ends.
  bool printed(const Settings& settings) const;

 private:
  std::string other_flags(const Settings& settings) const;

  const CLI::App* app_ = nullptr;
};

}  // namespace msquant
