#include "msquant/text_console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "formats/printable.h"
#include "msquant/paint.h"

namespace msquant {
namespace {

constexpr int kNameWidth = 10;
constexpr int kBarWidth = 20;
constexpr const char* kClearLine = "\r\x1b[K";

std::string bar(const Progress& progress) {
  const auto filled =
      static_cast<size_t>(kBarWidth * progress.done / std::max<int64_t>(1, progress.total));
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '-') + "] ";
}

// A line that stays should say something worth keeping.
ProgressMeter meter_for(ProgressStyle style) {
  const bool rewrites = style == ProgressStyle::kRewrite;
  return {std::chrono::milliseconds(rewrites ? 100 : 10000), rewrites};
}

}  // namespace

ProgressStyle progress_style(const std::string& name) {
  if (name == "none") return ProgressStyle::kNone;
  const bool rewrites = name == "auto" && ::isatty(STDERR_FILENO) == 1;
  return rewrites ? ProgressStyle::kRewrite : ProgressStyle::kLines;
}

std::string stage_text(const std::string& name, const std::string& text) {
  return fmt::format("{:<{}} {}", name, kNameWidth, visible_line(text));
}

std::string error_text(const Error& error) {
  std::string text;
  const auto add = [&](const char* label, const std::string& part) {
    if (!part.empty()) text += label + visible_line(part) + "\n";
  };
  add("error: ", error.message());
  add("  in: ", error.where());
  add("  because: ", error.because());
  add("  try: ", error.hint());
  return text;
}

TextConsole::TextConsole(log::Level level, ProgressStyle style)
    : level_(level), style_(style), meter_(meter_for(style)) {}

TextConsole::~TextConsole() { print(""); }

void TextConsole::stage(const std::string& name, const std::string& text) {
  if (level_ > log::Level::kInfo) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  meter_.reset();
  print(stage_text(name, text) + "\n");
}

void TextConsole::progress(const std::string& name, int64_t done, int64_t total) {
  if (level_ > log::Level::kInfo || style_ == ProgressStyle::kNone) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto progress = meter_.update(name, done, total);
  if (!progress) return;
  if (style_ == ProgressStyle::kLines) {
    return print(stage_text(name, to_string(*progress)) + "\n");
  }
  print(stage_text(name, bar(*progress) + to_string(*progress)));
  line_is_open_ = true;
}

void TextConsole::message(log::Level level, const std::string& text) {
  if (level < level_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const Paint color = level == log::Level::kError     ? Paint::kRed
                      : level == log::Level::kWarning ? Paint::kYellow
                                                      : Paint::kNone;
  print(painted(STDERR_FILENO, color, std::string(name_of(level)) + ":") + " " +
        visible_line(text) + "\n");
}

void TextConsole::error(const Error& error) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string label = "error:";
  print(painted(STDERR_FILENO, Paint::kRed, label) + error_text(error).substr(label.size()));
}

// The caller holds the mutex.
void TextConsole::print(const std::string& text) {
  std::fputs(((line_is_open_ ? kClearLine : "") + text).c_str(), stderr);
  std::fflush(stderr);
  line_is_open_ = false;
}

}  // namespace msquant
