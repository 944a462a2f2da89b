// The rules that the Graph Engine's loader and ATC demand of an AIR file (docs/formats.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace msquant {

struct AirProblem {
  std::string node;  // "" for the file as a whole
  std::string rule;  // what is broken
};

// All broken rules, in the order of the file; empty if GE would take it. Throws Error(kIo) only.
std::vector<AirProblem> check_air(const std::filesystem::path& path);

}  // namespace msquant
