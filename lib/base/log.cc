#include "base/log.h"

#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <mutex>
#include <utility>

#include "base/error.h"

namespace msquant::log {
namespace {

using Writer = std::function<void(Level level, const std::string& text)>;

Level level_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return Level::kDebug;
    case spdlog::level::info:
      return Level::kInfo;
    case spdlog::level::warn:
      return Level::kWarning;
    default:
      return Level::kError;
  }
}

class WriterSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit WriterSink(Writer write) : write_(std::move(write)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    write_(level_of(message.level), std::string(message.payload.begin(), message.payload.end()));
  }
  void flush_() override {}

  const Writer write_;
};

}  // namespace

std::string_view name_of(Level level) {
  constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<size_t>(level)];
}

Level parse_level(const std::string& name) {
  for (Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    if (name == (level == Level::kWarning ? "warn" : name_of(level))) return level;
  }
  throw Error(ErrorKind::kUsage, "unknown log level '" + name + "'", "--log-level", "",
              "one of debug, info, warn, error");
}

void setup(Writer write) {
  auto logger =
      std::make_shared<spdlog::logger>("msquant", std::make_shared<WriterSink>(std::move(write)));
  logger->set_level(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace msquant::log
