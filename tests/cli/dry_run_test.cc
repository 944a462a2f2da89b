#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
namespace fs = std::filesystem;

TEST_CASE("a dry run explains every layer and touches nothing") {
  const auto command = GENERATE(as<std::string>(), "calibrate", "quantize", "analyze");
  TempDir dir;
  run_cli({"gen-config", "-c", kSampleYaml, "-o", "q.json"}, dir.path());
  const CliResult result =
      run_cli({command, "-c", kSampleYaml, "--quant-config", "q.json", "--dry-run"}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, Contains("conv1") && Contains("not listed in q.json") &&
                             Contains("minmax, weights max per channel") &&
                             Contains("3 int8, 2 float") && Contains("96 of") &&
                             Contains("in 3 passes") && Contains("about"));
  CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("a dry run says how many passes each preset takes") {
  const auto passes = [](const std::string& preset) {
    const CliResult result = run_cli(
        {"quantize", "-c", kSampleYaml, "--preset", preset, "--dry-run", "--json", "-o", "none"});
    REQUIRE(result.exit_code == 0);
    const auto json = nlohmann::json::parse(result.out);
    CHECK(json["layers"].size() == 5);
    CHECK(json["layers"][0]["action"] == "float");
    CHECK(json["layers"][0]["reason"].get<std::string>().find("3 input channels") == 0);
    CHECK(json["bytes_after"] < json["bytes_before"]);
    CHECK(json["validation_images"] == 200);
    return json["passes"].get<int>();
  };
  CHECK(passes("fast") == 1);
  CHECK(passes("default") == 3);
  CHECK(passes("accurate") == 6);  // one for each of three layers in a chain
  CHECK_FALSE(fs::exists("none"));
}

TEST_CASE("a dry run fails as the real run would") {
  TempDir dir;
  CHECK(run_cli({"calibrate", "-c", kSampleYaml, "--dry-run"}, dir.path()).exit_code == 2);
  write_file(dir / "quant_config.json", R"({"version": "1.0", "fc7": {"quant": true}})");
  const CliResult layer = run_cli({"calibrate", "-c", kSampleYaml, "--dry-run"}, dir.path());
  CHECK(layer.exit_code == 3);
  CHECK_THAT(layer.err, Contains("did you mean 'fc1'?"));
  CHECK(run_cli({"quantize", "-c", kSampleYaml, "--data", "none", "--dry-run"}).exit_code == 5);
  CHECK(run_cli({"quantize", "-c", kSampleYaml, "--val", "none", "--dry-run"}).exit_code == 5);
}

TEST_CASE("a dry run of a search says how many trials there may be") {
  TempDir dir;
  const CliResult result = run_cli(
      {"tune", "-c", kSampleYaml, "--max-drop", "1", "--max-trials", "9", "--dry-run"}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, Contains("up to 9 times"));
  CHECK(fs::is_empty(dir.path()));
}
