#include "msquant/json_console.h"

#include <cstdio>

#include "base/exit_status.h"

namespace msquant {
namespace {

constexpr std::chrono::milliseconds kPause(1000);

void print_line(const Json& event) { std::fputs((to_line(event) + "\n").c_str(), stderr); }

}  // namespace

JsonConsole::JsonConsole(log::Level level) : level_(level), meter_(kPause, true) {}

void JsonConsole::stage(const std::string& name, const std::string& text) {
  if (level_ > log::Level::kInfo) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  meter_.reset();
  print_line({{"event", "stage"}, {"stage", name}, {"text", text}});
}

void JsonConsole::progress(const std::string& name, int64_t done, int64_t total) {
  if (level_ > log::Level::kInfo) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto progress = meter_.update(name, done, total);
  if (!progress) return;
  print_line({{"event", "progress"},
              {"step", progress->step},
              {"done", progress->done},
              {"total", progress->total},
              {"images_per_second", progress->images_per_second},
              {"seconds_left", progress->seconds_left}});
}

void JsonConsole::message(log::Level level, const std::string& text) {
  if (level < level_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  print_line({{"event", "message"}, {"level", name_of(level)}, {"text", text}});
}

void JsonConsole::error(const Error& error) {
  const std::lock_guard<std::mutex> lock(mutex_);
  print_line({{"event", "error"},
              {"error", error.message()},
              {"in", error.where()},
              {"because", error.because()},
              {"try", error.hint()},
              {"exit_code", static_cast<int>(exit_status(error.kind()))}});
}

}  // namespace msquant
