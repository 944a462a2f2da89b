#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

CliResult quantize(const TempDir& dir, const std::string& folder,
                   const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"quantize", "-c", kSampleYaml, "-o", folder};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_cli(arguments, dir.path());
}

void check_equal_folders(const fs::path& a, const fs::path& b) {
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator(a)) {
    INFO(entry.path());
    REQUIRE(fs::exists(b / entry.path().filename()));
    // run.json names the settings' origins, which are flags.
    CHECK(read_file(entry.path()) == read_file(b / entry.path().filename()));
    ++count;
  }
  CHECK(count == static_cast<size_t>(std::distance(fs::directory_iterator(b), {})));
}

const std::string kReused = "of an earlier run";

}  // namespace

TEST_CASE("another estimator takes the statistics that are there, with the same result") {
  TempDir dir;
  REQUIRE(quantize(dir, "again").exit_code == 0);
  const CliResult reused = quantize(dir, "again", {"--activation", "entropy"});
  REQUIRE(reused.exit_code == 0);
  CHECK_THAT(reused.err, Contains(kReused));
  const CliResult whole = quantize(dir, "whole", {"--activation", "entropy"});
  CHECK_THAT(whole.err, !Contains(kReused));
  check_equal_folders(dir / "again", dir / "whole");
}

TEST_CASE("statistics are not taken where they would come out otherwise") {
  TempDir dir;
  REQUIRE(quantize(dir, "out").exit_code == 0);
  const auto check = [&](const std::vector<std::string>& flags) {
    const CliResult result = quantize(dir, "out", flags);
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.err, !Contains(kReused));
  };
  check({"--batches", "2"});
  check({"--shuffle-seed", "7"});
  check({"--preset", "fast"});
  check({"--preset", "fast", "--weights", "mse"});
  write_file(dir / "q.json", R"({"fc1": {"quant": true}})");
  check({"--quant-config", "q.json"});
  std::string yaml = read_file(kSampleYaml);
  yaml.replace(yaml.find("./fashion"), 9, kSampleDir + "/fashion");
  yaml.replace(yaml.find("std: [0.2023"), 12, "std: [0.2024");
  write_file(dir / "other.yaml", yaml);
  const CliResult other = run_cli(
      {"quantize", "-c", "other.yaml", "--ckpt", kSampleCheckpoint, "-o", "out"}, dir.path());
  CHECK(other.exit_code == 0);
  CHECK_THAT(other.err, !Contains(kReused));
}

TEST_CASE("damaged statistics are not taken") {
  TempDir dir;
  REQUIRE(quantize(dir, "out").exit_code == 0);
  const std::string model = read_file(dir / "out/quantized_model.air");
  std::string bytes = read_file(dir / "out/statistics.bin");
  for (const size_t size : {size_t{0}, size_t{10}, bytes.size() / 2, bytes.size()}) {
    std::string damaged = bytes.substr(0, size);
    if (size == bytes.size()) damaged.back() ^= 1;
    write_file(dir / "out/statistics.bin", damaged);
    const CliResult result = quantize(dir, "out");
    CHECK(result.exit_code == 0);
    CHECK_THAT(result.err, !Contains(kReused));
    CHECK(read_file(dir / "out/statistics.bin") == bytes);
  }
  fs::remove(dir / "out/equalized.safetensors");
  CHECK_THAT(quantize(dir, "out").err, !Contains(kReused));
  CHECK(read_file(dir / "out/quantized_model.air") == model);
}

TEST_CASE("an interrupted run goes on to the same bytes") {
  const int milliseconds = GENERATE(0, 20, 60);
  TempDir dir;
  REQUIRE(quantize(dir, "whole", {"--preset", "accurate"}).exit_code == 0);
  const CliResult stopped =
      run_cli_interrupted({"quantize", "-c", kSampleYaml, "-o", "cut", "--preset", "accurate"},
                          dir.path(), milliseconds);
  CHECK((stopped.exit_code == 130 || stopped.exit_code == 0));
  if (stopped.exit_code == 130) CHECK_THAT(stopped.err, Contains("--resume"));
  REQUIRE(quantize(dir, "cut", {"--preset", "accurate", "--resume"}).exit_code == 0);
  check_equal_folders(dir / "whole", dir / "cut");
}

TEST_CASE("a folder of another model is not overwritten without --fresh") {
  TempDir dir;
  std::string checkpoint = read_file(kSampleCheckpoint);
  REQUIRE(quantize(dir, "out").exit_code == 0);
  REQUIRE(run_cli({"export", "out", "--format", "onnx"}, dir.path()).exit_code == 0);
  // Another model: the same network with one weight changed.
  checkpoint[checkpoint.size() / 2] = static_cast<char>(checkpoint[checkpoint.size() / 2] ^ 1);
  write_file(dir / "other.ckpt", checkpoint);
  const std::vector<std::string> other{"--ckpt", "other.ckpt", "--no-verify"};
  const std::string before = read_file(dir / "out/run.json");
  const CliResult refused = quantize(dir, "out", other);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Contains("its checkpoint was another one") && Contains("--fresh"));
  CHECK(read_file(dir / "out/run.json") == before);
  CHECK(quantize(dir, "out", {"--ckpt", "other.ckpt", "--no-verify", "--fresh"}).exit_code == 0);
  CHECK(read_file(dir / "out/run.json") != before);
  CHECK_FALSE(fs::exists(dir / "out/quantized_model.onnx"));
}

TEST_CASE("files that a new run of the same model makes stale are removed") {
  TempDir dir;
  REQUIRE(quantize(dir, "out").exit_code == 0);
  REQUIRE(run_cli({"export", "out", "--format", "onnx"}, dir.path()).exit_code == 0);
  REQUIRE(quantize(dir, "out", {"--preset", "fast"}).exit_code == 0);
  CHECK_FALSE(fs::exists(dir / "out/quantized_model.onnx"));
  CHECK_FALSE(fs::exists(dir / "out/equalized.safetensors"));
}

TEST_CASE("statistics without histograms are not taken where one is needed") {
  TempDir dir;
  REQUIRE(quantize(dir, "out", {"--no-report"}).exit_code == 0);
  const CliResult entropy = quantize(dir, "out", {"--no-report", "--activation", "entropy"});
  CHECK(entropy.exit_code == 0);
  CHECK_THAT(entropy.err, !Contains(kReused));
}
