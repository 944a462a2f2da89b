#include "msquant/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "comm/world.h"

namespace msquant {
namespace {

constexpr int kNameWidth = 10;

bool is_quiet = false;

std::string clock_text(double seconds) {
  const auto whole = static_cast<int64_t>(seconds + 0.5);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

void print_result(const std::string& text) {
  if (!world().is_root()) return;
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0) throw Error(ErrorKind::kIo, "cannot write to standard output");
}

void print_error(const Error& error) {
  std::string text = "error: " + error.message() + "\n";
  if (!error.where().empty()) text += "  in: " + error.where() + "\n";
  if (!error.because().empty()) text += "  because: " + error.because() + "\n";
  if (!error.hint().empty()) text += "  try: " + error.hint() + "\n";
  std::fputs(text.c_str(), stderr);
}

Console::Console() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

void Console::stage(const std::string& name, const std::string& text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  clear_progress_line();
  step_.clear();  // the next step begins at 0, even under the same name
  fmt::print(stderr, "{:<{}} {}\n", name, kNameWidth, text);
}

void Console::progress(const std::string& name, int64_t done, int64_t total) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (name != step_) {
    step_ = name;
    shown_ = 0;
    started_ = last_shown_ = now;
  }
  // Streams report out of order; the count shown never goes back.
  if (done <= shown_) return;
  const auto pause = is_terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
  const bool is_last = done == total;
  if (now - last_shown_ < pause && !(is_last && is_terminal_)) return;
  shown_ = done;
  last_shown_ = now;
  fmt::print(stderr, "{}{:<{}} {}{}", is_terminal_ ? "\r\x1b[K" : "", name, kNameWidth,
             progress_text(done, total, now), is_terminal_ ? "" : "\n");
  line_is_open_ = is_terminal_;
}

std::string Console::progress_text(int64_t done, int64_t total, Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - started_).count();
  if (seconds <= 0) return fmt::format("{}/{} images", done, total);
  const double rate = static_cast<double>(done) / seconds;
  return fmt::format("{}/{} images  {:.1f} images/s  ETA {}", done, total, rate,
                     clock_text(static_cast<double>(total - done) / rate));
}

void Console::clear_progress_line() {
  if (line_is_open_) fmt::print(stderr, "\r\x1b[K");
  line_is_open_ = false;
}

Events& console() {
  static Console loud;
  static SilentEvents silent;
  if (is_quiet) return silent;
  return loud;
}

void set_quiet() { is_quiet = true; }

}  // namespace msquant
