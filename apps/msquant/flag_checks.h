// Checks of what flags are given.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace msquant {

// One of several words. Throws Error(kUsage) for any other, with those there are and the nearest.
CLI::Validator one_of(const std::string& flag, const std::vector<std::string>& words);

// A whole number from `least` on.
CLI::Validator at_least(int64_t least);

}  // namespace msquant
