// The check of a flag that takes one of several words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace msquant {

// Throws Error(kUsage) for any other word, with those there are and the nearest one.
CLI::Validator one_of(const std::string& flag, const std::vector<std::string>& words);

}  // namespace msquant
