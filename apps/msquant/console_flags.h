// Flags that say how much is said, and where, shared by all commands.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

namespace msquant {

struct ConsoleFlags {
  std::string level = "info", progress = "auto";
  std::filesystem::path log_file;
  bool quiet = false, verbose = false, no_color = false;

  void add_to(CLI::App& app);

  // Sets the console up. Throws what set_up_console() and log::parse_level() throw.
  void apply() const;
};

}  // namespace msquant
