// What the program says: results on stdout, everything else on stderr.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/error.h"
#include "base/events.h"

namespace msquant {

// Prints `text` to stdout.
void print_result(const std::string& text);

// Prints an error in up to four lines: error, in, because, try.
void print_error(const Error& error);

// Stages as one line each; progress as a line that rewrites itself on a terminal, and as a plain
// line every ten seconds elsewhere.
class Console : public Events {
 public:
  Console();
  void stage(const std::string& name, const std::string& text) override;
  void progress(const std::string& name, int64_t done, int64_t total) override;

 private:
  using Clock = std::chrono::steady_clock;

  std::string progress_text(int64_t done, int64_t total, Clock::time_point now) const;
  void clear_progress_line();

  bool is_terminal_;
  std::mutex mutex_;  // progress comes from several threads
  std::string step_;
  int64_t shown_ = 0;
  Clock::time_point started_, last_shown_;
  bool line_is_open_ = false;
};

// The console of this process, in a quiet run one that says nothing.
Events& console();

// Silences stages and progress (-q).
void set_quiet();

// Says how much memory the process has had in use at most.
void report_peak_memory();

}  // namespace msquant
