#include <fcntl.h>
#include <sys/file.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "base/files.h"
#include "base/folder_lock.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

Words into(const std::string& command, const std::string& flag, const Words& more = {}) {
  Words words{command, "-c", kSampleYaml, flag, "out"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("a folder that another process writes into is refused, whatever writes into it") {
  TempDir dir;
  REQUIRE(run_cli(into("quantize", "-o"), dir.path()).exit_code == 0);
  REQUIRE(run_cli({"gen-config", "-c", kSampleYaml}, dir.path()).exit_code == 0);
  const std::string before = read_file(dir / "out/run.json");
  const FolderLock lock(dir / "out");
  for (const Words& command :
       {into("quantize", "-o"), into("quantize", "-o", {"--fresh"}),
        into("quantize", "-o", {"--max-drop", "1"}), into("tune", "-o", {"--max-drop", "1"}),
        into("calibrate", "--run-dir"), Words{"export", "out", "--format", "mindir"},
        Words{"report", "out"}}) {
    INFO(command.front());
    const CliResult refused = run_cli(command, dir.path());
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, Contains("the folder is in use") && Contains("in: out") &&
                                Contains("process " + std::to_string(::getpid()) + " on ") &&
                                Contains("try: "));
  }
  CHECK(read_file(dir / "out/run.json") == before);
  // These write nothing there.
  CHECK(run_cli(into("quantize", "-o", {"--dry-run"}), dir.path()).exit_code == 0);
  CHECK(run_cli({"export", "out", "--format", "mindir", "-o", "model"}, dir.path()).exit_code == 0);
  CHECK(run_cli({"report", "out", "-o", "page.html"}, dir.path()).exit_code == 0);
}

TEST_CASE("of two runs into one folder at once, one is done as if it were alone") {
  TempDir dir;
  REQUIRE(run_cli(into("quantize", "-o"), dir.path()).exit_code == 0);
  fs::rename(dir / "out", dir / "alone");
  const std::string both = "run() { " MSQUANT_BINARY " quantize -q -c " + kSampleYaml +
                           " -o out; echo $?; }; run & run; wait";
  for (int i = 0; i < 3; ++i) {
    fs::remove_all(dir / "out");
    const CliResult result = run_command({"sh", "-c", both}, dir.path());
    INFO(result.err);
    // The second one may also come when the first has ended.
    CHECK_THAT(result.out, Contains("0\n"));
    if (result.err.find("error: ") != std::string::npos) {
      CHECK_THAT(result.out, Contains("2\n"));
      CHECK_THAT(result.err, Contains("the folder is in use"));
    }
    CHECK(read_file(dir / "out/run.json") == read_file(dir / "alone/run.json"));
    CHECK_FALSE(fs::exists(dir / "out/run.lock"));
  }
}

TEST_CASE("a lock whose process was killed is taken over, with what it left unfinished") {
  TempDir dir;
  const CliResult killed = run_cli_signalled(into("quantize", "-o"), dir.path(), {SIGKILL});
  REQUIRE(killed.exit_code == 128 + SIGKILL);
  fs::create_directories(dir / "out");  // which it may not have come to
  write_file(dir / "out/run.lock", "process 1 on nowhere");
  write_file(dir / "out/quantized_model.air.unchecked", "");
  write_file(dir / "out/run.json.aB3dE6.partial", "");
  write_file(dir / "out/mine.partial", "");
  CHECK(run_cli(into("quantize", "-o"), dir.path()).exit_code == 0);
  for (const char* file :
       {"run.lock", "quantized_model.air.unchecked", "run.json.aB3dE6.partial"}) {
    CHECK_FALSE(fs::exists(dir / "out" / file));
  }
  CHECK(fs::exists(dir / "out/mine.partial"));
}

TEST_CASE("a run that fails at its start leaves no folder that was not there") {
  TempDir dir;
  const CliResult failed = run_cli(into("quantize", "-o", {"--val", "nowhere"}), dir.path());
  CHECK(failed.exit_code == 5);
  CHECK(fs::is_empty(dir.path()));
}
