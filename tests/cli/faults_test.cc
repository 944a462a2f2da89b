// What happens to a run folder when the system fails or ends the process: at every call that
// writes, one after the other.
#include "cli/faults.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>
#include <random>

#include "cli/sample.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

using Check = std::function<void(const CliResult& result)>;

// A failure that the user can do something about, in the system's words.
Check fails_with(int error) {
  return [error](const CliResult& result) {
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.err, Contains("error: ") && Contains("\n  in: ") &&
                               Contains(std::strerror(error)) && !Contains("bug"));
  };
}

void succeeds(const CliResult& result) { CHECK(result.exit_code == 0); }
void is_killed(const CliResult& result) { CHECK(result.exit_code == 128 + SIGKILL); }

void is_out_of_memory(const CliResult& result) {
  if (result.exit_code == 0) return;  // a library does without
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.err, Contains("error: out of memory") && Contains("--memory-limit"));
}

// An image that cannot be opened is left out, of which --max-bad-images 0 makes an error. What does
// without a file makes the same of it.
void fails_to_read_or_does_without(const CliResult& result) {
  if (result.exit_code == 0) return;
  CHECK_THAT(result.err, Contains("error: ") && !Contains("bug"));
  CHECK_THAT(result.err, Contains("Input/output error") || Contains("changed while it was used"));
}

// The lock's file is left where it cannot be removed; it locks nothing.
void fails_or_ends(const CliResult& result) {
  if (result.exit_code != 0) fails_with(EIO)(result);
}

void stops_or_ends(const CliResult& result) {
  CHECK((result.exit_code == 0 || result.exit_code == 130));
}

DisturbedRun calibration() { return {{"calibrate"}, "--run-dir"}; }
DisturbedRun quantization() { return {{"quantize"}, "-o"}; }

// SIGKILL at random moments of a run, drawn between its first words and its end.
void kill_at_random(const DisturbedRun& run, int times) {
  std::mt19937 random(20240229);
  std::uniform_real_distribution<double> part(0, 1);
  std::chrono::duration<double> length(0);
  {
    run.reset();
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(run.resume().exit_code == 0);
    length = std::chrono::steady_clock::now() - start;
  }
  int killed = 0;
  for (int i = 0; i < times; ++i) {
    const auto delay = std::chrono::duration_cast<std::chrono::microseconds>(length * part(random));
    INFO("moment " << i << ", " << delay.count() << " us");
    run.reset();
    killed += run.run_signalled({SIGKILL, delay}).exit_code == 128 + SIGKILL ? 1 : 0;
    run.check_state(true);
    REQUIRE(run.resume().exit_code == 0);
    run.check_finished();
  }
  WARN(killed << " of " << times << " runs were killed before they ended");
  CHECK(killed > 0);
}

}  // namespace

TEST_CASE("a disk that is full at any write leaves the old files or the new ones") {
  CHECK(for_every_call(calibration(), "write", "ENOSPC", fails_with(ENOSPC)) >= 8);
}

TEST_CASE("a disk that cannot keep what was written leaves the old files or the new ones") {
  CHECK(for_every_call(calibration(), "fsync", "EIO", fails_with(EIO)) >= 15);
}

TEST_CASE("a file that cannot get its name leaves the old files or the new ones") {
  CHECK(for_every_call(calibration(), "rename", "EIO", fails_with(EIO)) >= 8);
}

TEST_CASE("a process that is killed before any rename leaves the old files or the new ones") {
  CHECK(for_every_call(calibration(), "rename", "kill", is_killed) >= 8);
}

TEST_CASE("a process that is killed at random moments leaves the old files or the new ones") {
  kill_at_random(calibration(), 10);
}

TEST_CASE("an image that cannot be opened for a moment leaves no picture of the next one") {
  const DisturbedRun run = calibration();
  const std::string first = "03472.png";
  for (int k = 1;; ++k) {
    run.reset();
    const auto [has_happened, result] = run.run_with("open " + std::to_string(k) + " EIO");
    REQUIRE(has_happened);
    if (result.err.find(first) == std::string::npos) continue;
    INFO(result.err);
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.err, Contains("a file changed while it was used"));
    run.check_state(false);
    return;
  }
}

TEST_CASE("an input that changes during a run ends it, and nothing is made of it") {
  TempDir dir;
  fs::copy(kSampleImages, dir / "images", fs::copy_options::recursive);
  fs::copy_file(kSampleCheckpoint, dir / "lenet5.ckpt");
  const DisturbedRun run({"calibrate", "--ckpt", dir / "lenet5.ckpt", "--data", dir / "images"},
                         "--run-dir");
  const fs::path image = dir / "images/0_tshirt_top" / "03472.png";
  for (const fs::path& input : {dir / "lenet5.ckpt", image}) {
    run.reset();
    fs::copy_file(kSampleCheckpoint, dir / "lenet5.ckpt", fs::copy_options::overwrite_existing);
    // The first file that is written is the picture of what the network sees.
    const auto [has_happened, result] = run.run_with("rename 1 append:" + input.string());
    INFO(result.err);
    CHECK(has_happened);
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.err,
               Contains("a file changed while it was used\n  in: " + input.string() + "\n"));
    run.check_state(false);
  }
}

TEST_CASE("a process is killed at 200 random moments", "[.long]") {
  kill_at_random(quantization(), 200);
}

TEST_CASE("any call fails in any way", "[.long]") {
  struct Kind {
    const char *call, *action;
    Check check;
  };
  const Kind kinds[] = {
      {"write", "ENOSPC", fails_with(ENOSPC)},
      {"write", "EIO", fails_with(EIO)},
      {"write", "EINTR", succeeds},
      {"write", "short", succeeds},
      {"write", "kill", is_killed},
      {"write", "term", stops_or_ends},
      {"fsync", "EIO", fails_with(EIO)},
      {"fsync", "EINTR", succeeds},
      {"fsync", "kill", is_killed},
      {"rename", "EIO", fails_with(EIO)},
      {"rename", "kill", is_killed},
      {"rename", "term", stops_or_ends},
      {"unlink", "EIO", fails_or_ends},
      {"unlink", "kill", is_killed},
      {"mkstemps", "EACCES", fails_with(EACCES)},
      {"mkstemps", "kill", is_killed},
      {"fchmod", "EIO", fails_with(EIO)},
      {"close", "EIO", fails_or_ends},
      {"open", "EIO", fails_to_read_or_does_without},
      {"open", "EINTR", succeeds},
      {"flock", "EINTR", succeeds},
      {"flock", "ENOLCK", succeeds},
      {"flock", "EIO", fails_with(EIO)},
      {"mmap", "ENOMEM", is_out_of_memory},
  };
  for (const auto& [call, action, check] : kinds) {
    for (const auto& run : {calibration, quantization}) {
      const int calls = for_every_call(run(), call, action, check);
      WARN(call << " " << action << ": " << calls << " calls");
      CHECK(calls > 0);
    }
  }
}
