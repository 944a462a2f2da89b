// The console for people: a line for each stage, message and error.
#pragma once

#include <mutex>
#include <string>

#include "msquant/console.h"
#include "msquant/progress_meter.h"

namespace msquant {

enum class ProgressStyle {
  kNone,
  kLines,    // a line every ten seconds
  kRewrite,  // one line that rewrites itself, on a terminal
};

// "none" and "plain" say it, "auto" asks whether stderr is a terminal.
ProgressStyle progress_style(const std::string& name);

class TextConsole : public Console {
 public:
  TextConsole(log::Level level, ProgressStyle style);
  ~TextConsole() override;

  void stage(const std::string& name, const std::string& text) override;
  void progress(const std::string& name, int64_t done, int64_t total) override;
  void message(log::Level level, const std::string& text) override;
  void error(const Error& error) override;

 private:
  void print(const std::string& text);

  const log::Level level_;
  const ProgressStyle style_;
  std::mutex mutex_;
  ProgressMeter meter_;
  bool line_is_open_ = false;
};

// "conv1      text": a name in a column of its own.
std::string stage_text(const std::string& name, const std::string& text);

// An error in up to four lines: error, in, because, try.
std::string error_text(const Error& error);

}  // namespace msquant
