// What is left of a search for layers whose process is killed, and what --resume makes of it.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <random>

#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/folder_content.h"
#include "support/temp_dir.h"

using namespace msquant;
namespace fs = std::filesystem;

namespace {

// A target that no trial meets: all of them are tried.
constexpr int kMissed = 7;
const std::vector<std::string> kSearch{"tune", "-c", kSampleYaml, "--max-drop", "-50"};

CliResult resume(const TempDir& dir) {
  std::vector<std::string> arguments = kSearch;
  arguments.push_back("--resume");
  return run_cli(arguments, dir.path());
}

void check_trials(const fs::path& out, const FolderContent& expected) {
  if (!fs::exists(out)) return;
  for (const auto& [name, bytes] : content_of(out)) {
    if (name.rfind("trials/", 0) != 0 || fs::path(name).extension() != ".json") continue;
    INFO(name);
    CHECK((expected.count(name) == 1 && expected.at(name) == bytes));
  }
}

// At moments drawn between the first words of the search and its end.
void kill_searches(int times) {
  const TempDir whole;
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(run_cli(kSearch, whole.path()).exit_code == kMissed);
  const std::chrono::duration<double> length = std::chrono::steady_clock::now() - start;
  const FolderContent expected = content_of(whole / "out");
  std::mt19937 random(20240229);
  std::uniform_real_distribution<double> part(0, 1);
  int killed = 0;
  for (int i = 0; i < times; ++i) {
    const auto delay = std::chrono::duration_cast<std::chrono::microseconds>(length * part(random));
    INFO("moment " << i << ", " << delay.count() << " us");
    const TempDir cut;
    const CliResult result = run_cli_signalled(kSearch, cut.path(), {SIGKILL, delay});
    killed += result.exit_code == 128 + SIGKILL ? 1 : 0;
    check_trials(cut / "out", expected);
    const CliResult resumed = resume(cut);
    INFO(resumed.err);
    CHECK(resumed.exit_code == kMissed);
    require_equal(content_of(cut / "out"), expected);
  }
  CHECK(killed > 0);
}

}  // namespace

TEST_CASE("a search that is killed at random moments goes on to the same files") {
  kill_searches(6);
}

TEST_CASE("a search is killed at 100 random moments", "[.long]") { kill_searches(100); }
