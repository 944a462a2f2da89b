#include "msquant/console.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "base/mapped_region.h"
#include "comm/world.h"
#include "formats/printable.h"
#include "msquant/json_console.h"
#include "msquant/log_file.h"
#include "msquant/text_console.h"

namespace msquant {
namespace {

// Several consoles as one.
class Consoles : public Console {
 public:
  explicit Consoles(std::vector<std::unique_ptr<Console>> all) : all_(std::move(all)) {}

  void stage(const std::string& name, const std::string& text) override {
    for (const auto& each : all_) each->stage(name, text);
  }
  void progress(const std::string& name, int64_t done, int64_t total) override {
    for (const auto& each : all_) each->progress(name, done, total);
  }
  void message(log::Level level, const std::string& text) override {
    for (const auto& each : all_) each->message(level, text);
  }
  void error(const Error& error) override {
    for (const auto& each : all_) each->error(error);
  }

 private:
  const std::vector<std::unique_ptr<Console>> all_;
};

std::unique_ptr<Console> make_console(const ConsoleOptions& options) {
  std::vector<std::unique_ptr<Console>> all;
  if (options.progress == "json") {
    all.push_back(std::make_unique<JsonConsole>(options.level));
  } else {
    all.push_back(std::make_unique<TextConsole>(options.level, progress_style(options.progress)));
  }
  if (!options.log_file.empty()) all.push_back(std::make_unique<LogFile>(options.log_file));
  return std::make_unique<Consoles>(std::move(all));
}

std::unique_ptr<Console>& instance() {
  static std::unique_ptr<Console> console = make_console({});
  return console;
}

}  // namespace

void print_result(const std::string& text) {
  if (!world().is_root()) return;
  throw_if_pages_were_lost();
  const std::string shown = visible(text);
  std::fwrite(shown.data(), 1, shown.size(), stdout);
  if (std::fflush(stdout) != 0) throw Error(ErrorKind::kIo, "cannot write to standard output");
}

Console& console() { return *instance(); }

void set_up_console(const ConsoleOptions& options) {
  instance() = make_console(options);
  log::setup([](log::Level level, const std::string& text) { console().message(level, text); });
}

void report_peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  console().stage("memory", fmt::format("{} MiB at most", usage.ru_maxrss / 1024));
}

}  // namespace msquant
