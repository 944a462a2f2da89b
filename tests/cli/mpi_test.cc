// Runs of several ranks on this machine. SKIPPED where mpirun is absent, or MPI is not built in.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Why no ranks can be started here, or nothing.
std::string obstacle() {
  if (run_command({"mpirun", "--version"}).exit_code != 0) return "mpirun is absent";
  const CliResult doctor = run_cli({"doctor"});
  return doctor.out.find("not built in") == std::string::npos ? "" : "msquant is built without MPI";
}

#define MSQUANT_SKIP_WITHOUT_MPI()                 \
  if (const auto why = obstacle(); !why.empty()) { \
    WARN("SKIPPED: " << why);                      \
    return;                                        \
  }

// One rank for each command, which begins with a program.
CliResult run_ranks(const std::vector<Words>& commands, const fs::path& directory) {
  ::setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
  ::setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  // Shared memory only: no look at the network, and no ptrace, which containers refuse.
  Words words{"mpirun",     "--oversubscribe", "--bind-to",
              "none",       "--mca",           "btl",
              "self,vader", "--mca",           "btl_vader_single_copy_mechanism",
              "none"};
  for (const Words& command : commands) {
    words =
        words + (&command == &commands.front() ? Words{} : Words{":"}) + Words{"-n", "1"} + command;
  }
  return run_command(words, directory);
}

CliResult run_msquant(size_t ranks, const Words& arguments, const fs::path& directory = {}) {
  return run_ranks({ranks, Words{MSQUANT_BINARY} + arguments}, directory);
}

Words calibration(const Words& more) {
  return Words{"calibrate", "-c", kSampleYaml, "--threads", "1", "-o", "model"} + more;
}

void gen_config(const TempDir& dir) {
  REQUIRE(run_cli({"gen-config", "-c", kSampleYaml}, dir.path()).exit_code == 0);
}

void require_same_files(const TempDir& a, const TempDir& b) {
  CHECK(read_file(a / "model.record.txt") == read_file(b / "model.record.txt"));
  CHECK(read_file(a / "model.air") == read_file(b / "model.air"));
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("several ranks write what one process writes, byte for byte", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  for (const char* preset : {"fast", "default", "accurate"}) {
    const Words arguments = calibration({"--preset", preset});
    TempDir alone;
    gen_config(alone);
    REQUIRE(run_cli(arguments, alone.path()).exit_code == 0);
    for (size_t ranks : {2, 3}) {
      INFO(preset << " on " << ranks << " ranks");
      TempDir shared;
      gen_config(shared);
      const CliResult result = run_msquant(ranks, arguments, shared.path());
      CHECK(result.exit_code == 0);
      CHECK(count(result.err, "export ") == 1);
      require_same_files(alone, shared);
    }
  }
}

TEST_CASE("a rank may have no image", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  const Words arguments = calibration({"--batches", "1", "--batch-size", "1"});
  TempDir alone, shared;
  gen_config(alone);
  gen_config(shared);
  REQUIRE(run_cli(arguments, alone.path()).exit_code == 0);
  CHECK(run_msquant(2, arguments, shared.path()).exit_code == 0);
  require_same_files(alone, shared);
}

TEST_CASE("a run folder and the accuracy of several ranks are those of one process", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  TempDir alone, shared;
  const Words quantize{"quantize", "-c", kSampleYaml, "--json", "--threads", "1", "-o", "out"};
  const CliResult expected = run_cli(quantize, alone.path());
  const CliResult result = run_msquant(3, quantize, shared.path());
  CHECK(result.exit_code == 0);
  CHECK(result.out == expected.out);
  for (const auto& file : fs::directory_iterator(alone / "out")) {
    const std::string name = file.path().filename().string();
    // Kept for the next run by a process that works alone.
    if (name == "statistics.bin" || name == "equalized.safetensors") continue;
    INFO(name);
    CHECK(read_file(file.path()) == read_file(shared / "out" / name));
  }

  const Words eval{"eval", "-c", kSampleYaml, "--quantized", "out/quantized_model.air"};
  CHECK(run_msquant(2, eval, shared.path()).out == run_cli(eval, alone.path()).out);
}

TEST_CASE("bad images of all ranks are reported once, in order", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  TempDir dir;
  gen_config(dir);
  fs::copy(kSampleImages, dir / "images", fs::copy_options::recursive);
  for (const char* name : {"0_bad", "a_bad"}) {
    fs::create_directory(dir / "images" / name);
    write_file(dir / "images" / name / "bad.png", "no image");
  }
  const Words arguments = calibration({"--data", "images", "--preset", "fast"});
  const CliResult result = run_msquant(3, arguments, dir.path());
  CHECK(result.exit_code == 0);
  const size_t first = result.err.find("skipped images/0_bad"), second = result.err.find("a_bad");
  CHECK(first < second);
  CHECK(count(result.err, "skipped images/") == 2);
  CHECK_THAT(result.err, Contains("2 of 96 images were skipped"));

  const CliResult refused = run_msquant(3, arguments + Words{"--max-bad-images", "1"}, dir.path());
  CHECK(refused.exit_code == 5);
  CHECK(count(refused.err, "error: ") == 1);
  CHECK_THAT(refused.err, Contains("2 of 96 failed") && !Contains("in: rank"));
}

TEST_CASE("the error of one rank ends all, and is told once", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  TempDir dir;
  gen_config(dir);
  write_file(dir / "broken.ckpt", "no checkpoint");
  const Words good = Words{MSQUANT_BINARY} + calibration({"--preset", "fast"});
  const Words broken = good + Words{"--ckpt", "broken.ckpt"};
  for (const auto& commands : {std::vector<Words>{good, broken, good}, {broken, good}}) {
    const CliResult result = run_ranks(commands, dir.path());
    CHECK(result.exit_code == 4);
    CHECK(count(result.err, "error: ") == 1);
    const char* in =
        commands.front() == broken ? "in: rank 0: broken.ckpt" : "in: rank 1: broken.ckpt";
    CHECK_THAT(result.err, Contains(in));
    CHECK_FALSE(fs::exists(dir / "model.air"));
  }
  const CliResult all = run_msquant(2, calibration({"--ckpt", "broken.ckpt"}), dir.path());
  CHECK(all.exit_code == 4);
  CHECK(count(all.err, "error: ") == 1);
  CHECK_THAT(all.err, Contains("in: broken.ckpt"));
}

TEST_CASE("ranks with other arguments or files than the others are refused", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  TempDir dir;
  gen_config(dir);
  const Words good = Words{MSQUANT_BINARY} + calibration({"--preset", "fast"});
  const CliResult result = run_ranks({good, good + Words{"--batch-size", "31"}}, dir.path());
  CHECK(result.exit_code == 3);
  CHECK_THAT(result.err, Contains("the ranks do not do the same") && Contains("'96 images") &&
                             Contains("'93 images"));
  CHECK_FALSE(fs::exists(dir / "model.air"));
}

TEST_CASE("a rank that is killed ends all", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  TempDir dir;
  gen_config(dir);
  // Enough images for a minute.
  std::string list;
  for (int i = 0; i < 200000; ++i) list += kSampleImages + "/0_tshirt_top/03472.png\n";
  write_file(dir / "images.txt", list);
  const Words good = Words{MSQUANT_BINARY} +
                     calibration({"--data", "images.txt", "--batches", "6250", "--preset", "fast"});
  std::string line = "(sleep 1; kill -9 $$) & exec";
  for (const std::string& word : good) line += " '" + word + "'";
  const CliResult result = run_ranks({good, {"sh", "-c", line}}, dir.path());
  CHECK(result.exit_code == 128 + 9);
  CHECK_FALSE(fs::exists(dir / "model.air"));
}

TEST_CASE("commands that cannot share their work refuse to run on several ranks", "[mpi]") {
  MSQUANT_SKIP_WITHOUT_MPI();
  const CliResult refused = run_msquant(2, {"inspect", kSampleCheckpoint});
  CHECK(refused.exit_code == 2);
  CHECK(refused.out.empty());
  CHECK_THAT(refused.err,
             Contains("error: 'inspect' cannot share its work") && Contains("2 ranks"));
  CHECK(count(refused.err, "error: ") == 1);
  CHECK_THAT(run_msquant(2, {"doctor"}).out, Contains("Open MPI") && Contains("2 ranks"));
}
