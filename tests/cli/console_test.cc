#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kQuantize{"quantize", "-c",   kSampleYaml,
                                         "--preset", "fast", "--no-report"};
const std::string kEscape = "\x1b[";

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

TEST_CASE("progress rewrites a line on a terminal, and there only") {
  TempDir dir;
  const std::string terminal = run_cli_on_terminal(kQuantize, dir.path());
  CHECK_THAT(terminal, Contains("\r\x1b[K") && Contains("96/96 images") && Contains("[####"));
  const CliResult file = run_cli(kQuantize, dir.path());
  CHECK_THAT(file.err, !Contains(kEscape) && !Contains("\r") && Contains("export "));
}

TEST_CASE("progress plain, none and quiet") {
  TempDir dir;
  const auto said = [&](const std::vector<std::string>& flags) {
    return run_cli_on_terminal(with(kQuantize, flags), dir.path());
  };
  CHECK_THAT(said({"--progress", "plain"}), !Contains(kEscape) && Contains("export "));
  CHECK_THAT(said({"--progress", "none"}), !Contains("96/96 images") && Contains("export "));
  CHECK_THAT(said({"-q"}), !Contains("96/96 images") && !Contains("export ") && Contains("top-1"));
  CHECK_THAT(run_cli(with(kQuantize, {"-v"}), dir.path()).err, Contains("debug: pass "));
  CHECK(run_cli(with(kQuantize, {"-q", "-v"}), dir.path()).exit_code == 2);
}

TEST_CASE("progress json makes every line of stderr an object") {
  TempDir dir;
  const CliResult result = run_cli(with(kQuantize, {"--progress", "json"}), dir.path());
  std::istringstream lines(result.err);
  std::set<std::string> steps;
  for (std::string line; std::getline(lines, line);) {
    const auto event = nlohmann::json::parse(line);
    if (event["event"] == "progress") {
      steps.insert(event["step"].get<std::string>());
      CHECK(event["done"].get<int>() <= event["total"].get<int>());
    }
  }
  CHECK(steps == std::set<std::string>{"calibrate", "evaluate"});
  const CliResult failed =
      run_cli({"quantize", "-c", kSampleYaml, "--data", "none", "--progress", "json"}, dir.path());
  CHECK(failed.exit_code == 5);
  const auto error = nlohmann::json::parse(failed.err.substr(failed.err.rfind('{')));
  CHECK(error["event"] == "error");
  CHECK(error["exit_code"] == 5);
}

TEST_CASE("colour is for terminals that want it") {
  TempDir dir;
  const std::vector<std::string> fails{"inspect", "none.ckpt"};
  CHECK_THAT(run_cli_on_terminal(fails, dir.path()), Contains("\x1b[1;31merror:\x1b[0m"));
  for (const char* setting : {"NO_COLOR=1", "TERM=dumb"}) {
    CHECK_THAT(run_cli_on_terminal(fails, dir.path(), setting), !Contains(kEscape));
  }
  CHECK_THAT(run_cli_on_terminal(with(fails, {"--no-color"}), dir.path()), !Contains(kEscape));
  CHECK_THAT(run_cli(fails, dir.path()).err, !Contains(kEscape));
}

TEST_CASE("a log file takes everything, after what it held before") {
  TempDir dir;
  write_file(dir / "log", "before\n");
  REQUIRE(run_cli(with(kQuantize, {"-q", "--log-file", "log"}), dir.path()).exit_code == 0);
  CHECK_THAT(read_file(dir / "log"), Catch::StartsWith("before\n20") && Contains("export ") &&
                                         Contains("debug: pass ") && !Contains(kEscape));
  run_cli({"inspect", "none.ckpt", "--log-file", "log"}, dir.path());
  CHECK_THAT(read_file(dir / "log"), Contains("error: ") && Contains("none.ckpt"));
  CHECK(run_cli(with(kQuantize, {"--log-file", "no/such/log"}), dir.path()).exit_code == 1);
}

TEST_CASE("an interrupt ends with 130, leaves no partial file and says so") {
  TempDir dir;
  const CliResult result = run_cli_interrupted(
      {"quantize", "-c", kSampleYaml, "--preset", "accurate", "--batches", "3"}, dir.path(), 0);
  if (result.exit_code == 0) return;  // it was done before
  CHECK(result.exit_code == 130);
  CHECK_THAT(result.err, Contains("error: interrupted"));
  for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
    CHECK_THAT(entry.path().filename().string(), !Contains("partial"));
  }
}
