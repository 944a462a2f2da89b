// What the program says: results on stdout, everything else on stderr.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/events.h"
#include "base/log.h"

namespace msquant {

// Prints `text` to stdout.
void print_result(const std::string& text);

// A place for what is said beside results. May be used from any thread.
class Console : public Events {
 public:
  virtual void message(log::Level level, const std::string& text) = 0;
  virtual void error(const Error& error) = 0;
};

struct ConsoleOptions {
  log::Level level = log::Level::kInfo;  // the least that is shown; stages and progress are info
  std::string progress = "auto";         // or plain, json, none
  std::filesystem::path log_file;        // takes everything, too, of every level; may be empty
};

// The console of this process; until set_up_console() is called one with the defaults.
Console& console();

// Sends log messages to the console, too. Throws Error(kIo) if the log file cannot be written.
void set_up_console(const ConsoleOptions& options);

// Says how much memory the process has had in use at most.
void report_peak_memory();

}  // namespace msquant
