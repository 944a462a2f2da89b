// Scripts with which a shell completes msquant's commands and flags, made from the command line's
// own description so that they cannot fall behind it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace msquant {

struct Shell {
  std::string name;
  std::string (*script)(const CLI::App& app);
};

// bash, zsh and fish.
const std::vector<Shell>& completion_shells();

}  // namespace msquant
