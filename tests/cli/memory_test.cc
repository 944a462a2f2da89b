// What happens where the system gives no more memory.
#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/folder_content.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

// A run in an address space of that size. Threads do not reserve parts of it for what they may
// allocate, so that what fits does not depend on which is first.
CliResult quantize_within(int mebibytes, const TempDir& dir) {
  const std::string command = "ulimit -v " + std::to_string(mebibytes * 1024) +
                              "; exec " MSQUANT_BINARY " quantize --batches 1 --threads 2 -c " +
                              kSampleYaml + " -o out";
  return run_command({"env", "MALLOC_ARENA_MAX=1", "sh", "-c", command}, dir.path());
}

}  // namespace

TEST_CASE("want of memory is an error that says so, and makes no other result") {
  const TempDir dir;
  REQUIRE(run_cli({"quantize", "--batches", "1", "-c", kSampleYaml, "-o", "whole"}, dir.path())
              .exit_code == 0);
  int failures = 0;
  for (int mebibytes = 64;; mebibytes += 4) {
    const CliResult result = quantize_within(mebibytes, dir);
    INFO(mebibytes << " MiB: " << result.err);
    if (result.exit_code == 0) break;
    // The loader's, and the shell's when that finds no room.
    if (result.exit_code >= 126 && result.exit_code <= 127) continue;
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.err,
               Contains("error: out of memory") || Contains("error: the system refuses a thread"));
    CHECK_THAT(result.err, !Contains("skipped"));
    ++failures;
  }
  CHECK(failures >= 3);
  for (const auto& entry : fs::directory_iterator(dir / "whole")) {
    CHECK(read_file(entry.path()) == read_file(dir / "out" / entry.path().filename()));
  }
}

TEST_CASE("a memory limit that leaves no room is an error before the start") {
  const TempDir dir;
  const auto quantize = [&](const char* limit, const char* output) {
    return run_cli({"quantize", "-c", kSampleYaml, "--memory-limit", limit, "-o", output},
                   dir.path());
  };
  CHECK(quantize("2G", "out").exit_code == 0);
  const CliResult result = quantize("20M", "other");
  CHECK(result.exit_code == 2);
  CHECK_THAT(result.err, Contains("calibrating this model takes about"));
  CHECK_FALSE(fs::exists(dir / "other"));
}

TEST_CASE("a run folder is the same with less memory, which leaves room for one thread") {
  const TempDir much, little;
  std::vector<std::string> arguments{"quantize", "-c", kSampleYaml, "-o", "out", "--threads", "4"};
  REQUIRE(run_cli(arguments, much.path()).exit_code == 0);
  arguments.insert(arguments.end(), {"--memory-limit", "200M"});
  REQUIRE(run_cli(arguments, little.path()).exit_code == 0);
  require_equal(content_of(little / "out"), content_of(much / "out"));
}
