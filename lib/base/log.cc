#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>

#include "base/error.h"

namespace msquant::log {

void setup(const std::string& level) {
  const auto parsed = spdlog::level::from_str(level == "warn" ? "warning" : level);
  if (parsed == spdlog::level::off) {
    throw Error(ErrorKind::kUsage, "unknown log level '" + level + "'", "--log-level", "",
                "one of debug, info, warn, error");
  }
  auto logger = std::make_shared<spdlog::logger>("msquant",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%l: %v");
  logger->set_level(parsed);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace msquant::log
