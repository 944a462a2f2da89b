#include <catch2/catch.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

std::string write_config(const TempDir& dir) {
  write_file(dir / "q.json", R"({"fc1": {"quant": true}})");
  return "q.json";
}

}  // namespace

TEST_CASE("init writes a YAML that quantizes as the one it came from") {
  TempDir dir;
  const CliResult result = run_cli({"init", "-c", kSampleYaml, "-o", "my.yaml"}, dir.path());
  REQUIRE(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("msquant quantize --config my.yaml --dry-run"));
  REQUIRE(run_cli({"quantize", "-c", "my.yaml", "--strict", "-o", "a"}, dir.path()).exit_code == 0);
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "-o", "b"}, dir.path()).exit_code == 0);
  CHECK(read_file(dir / "a/quantized_model.air") == read_file(dir / "b/quantized_model.air"));
}

TEST_CASE("init from a checkpoint says what is recognised and what is to be filled in") {
  TempDir dir;
  const CliResult result = run_cli({"init", "--ckpt", kSampleCheckpoint}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("to be filled in: mean, std, height, width"));
  const std::string yaml = read_file(dir / "msquant.yaml");
  CHECK_THAT(yaml, Contains("\nnet_name: lenet5 ") && Contains("\n# class_num:\n") &&
                       Contains("\n# mean:\n") && Contains("\n# preset: default\n"));
}

TEST_CASE("init does not replace a file that somebody may have edited") {
  TempDir dir;
  write_file(dir / "msquant.yaml", "mine");
  const CliResult refused = run_cli({"init", "-c", kSampleYaml}, dir.path());
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Contains("--force"));
  CHECK(read_file(dir / "msquant.yaml") == "mine");
  CHECK(run_cli({"init", "-c", kSampleYaml, "--force"}, dir.path()).exit_code == 0);
  CHECK(read_file(dir / "msquant.yaml") != "mine");
}

TEST_CASE("init from a model that holds its graph knows the size of images") {
  TempDir dir;
  REQUIRE(run_cli({"calibrate", "-c", kSampleYaml, "--run-dir", "run", "--quant-config",
                   write_config(dir)},
                  dir.path())
              .exit_code == 0);
  const CliResult result =
      run_cli({"init", "--model", "run/quantized_model.air", "--net", "lenet5"}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("to be filled in: mean, std") && Contains("--model run/"));
  CHECK_THAT(read_file(dir / "msquant.yaml"),
             Contains("\nheight: 32 ") && Contains("\nwidth: 32 "));
}
