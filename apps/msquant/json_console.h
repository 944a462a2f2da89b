// The console for programs: one JSON object a line (--progress json). docs/cli.md lists the events.
#pragma once

#include <mutex>
#include <string>

#include "msquant/console.h"
#include "msquant/json_output.h"
#include "msquant/progress_meter.h"

namespace msquant {

class JsonConsole : public Console {
 public:
  explicit JsonConsole(log::Level level);

  void stage(const std::string& name, const std::string& text) override;
  void progress(const std::string& name, int64_t done, int64_t total) override;
  void message(log::Level level, const std::string& text) override;
  void error(const Error& error) override;

 private:
  const log::Level level_;
  std::mutex mutex_;
  ProgressMeter meter_;
};

}  // namespace msquant
