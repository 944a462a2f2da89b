// Messages for people: log::info("reading {}", path). Format strings are fmt's. The program decides
// where they go; stdout carries results only.
#pragma once

#include <spdlog/spdlog.h>

#include <functional>
#include <string>
#include <string_view>

namespace msquant::log {

using spdlog::debug;
using spdlog::info;
using spdlog::warn;

enum class Level { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error".
std::string_view name_of(Level level);

// From "debug", "info", "warn" or "error". Throws Error(kUsage) for any other name.
Level parse_level(const std::string& name);

// From now on hands every message to `write`, one at a time.
void setup(std::function<void(Level level, const std::string& text)> write);

}  // namespace msquant::log
