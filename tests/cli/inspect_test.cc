#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

TEST_CASE("inspect shows a checkpoint as a table and as JSON") {
  const CliResult table = run_cli({"inspect", kSampleCheckpoint});
  CHECK(table.exit_code == 0);
  CHECK_THAT(table.out, Contains("lenet5") && Contains("fc1.weight"));
  const auto json = nlohmann::json::parse(run_cli({"inspect", "--json", kSampleCheckpoint}).out);
  CHECK(json["network"] == "lenet5");
  CHECK(json["element_count"] == 61984);
  CHECK(json["parameters"].size() == 8);
}

TEST_CASE("inspect shows the layers of a MindIR with what cannot be quantized and why") {
  const auto model = shared_file("models/mobilenet_v2/mobilenet_v2_b1.mindir");
  MSQUANT_SKIP_WITHOUT(model);
  const auto json = nlohmann::json::parse(run_cli({"inspect", "--json", model.string()}).out);
  CHECK(json["inputs"][0]["shape"] == nlohmann::json({1, 3, 64, 64}));
  CHECK(json["layers"].size() == 53);
  CHECK(json["operators"]["BatchNorm"] == 52);
}

TEST_CASE("inspect --check names the rules that a broken AIR breaks") {
  TempDir dir;
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "-o", "out"}, dir.path()).exit_code == 0);
  std::string bytes = read_file(dir / "out" / "quantized_model.air");
  const CliResult good = run_cli({"inspect", "--check", "out/quantized_model.air"}, dir.path());
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.out, Contains("every rule"));
  write_file(dir / "broken.air", bytes.substr(0, bytes.size() / 2));
  const CliResult broken = run_cli({"inspect", "--check", "broken.air"}, dir.path());
  CHECK(broken.exit_code == 4);
  CHECK_THAT(broken.err, Contains("would not take this file"));
}

TEST_CASE("inspect shows a quant_config.json and refuses what it cannot read") {
  TempDir dir;
  run_cli({"gen-config", "-c", kSampleYaml}, dir.path());
  const CliResult config = run_cli({"inspect", "quant_config.json"}, dir.path());
  CHECK_THAT(config.out, Contains("3, 3 quantized"));
  write_file(dir / "x", "\x01\x02");
  CHECK(run_cli({"inspect", "x"}, dir.path()).exit_code == 6);
}
