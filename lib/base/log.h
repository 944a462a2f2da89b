// Messages for people, on stderr: log::info("reading {}", path). Format strings are fmt's.
// stdout carries results only.
#pragma once

#include <spdlog/spdlog.h>

#include <string>

namespace msquant::log {

using spdlog::debug;
using spdlog::info;
using spdlog::warn;

// Sends messages to stderr in the form "warning: …" and sets the least level shown:
// "debug", "info", "warn" or "error". Throws Error(kUsage) for any other name.
void setup(const std::string& level);

}  // namespace msquant::log
