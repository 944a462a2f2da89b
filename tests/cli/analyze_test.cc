#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "cli/sample.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;
using nlohmann::json;

namespace {

json run_json(const std::vector<std::string>& arguments, const TempDir& dir) {
  const CliResult result = run_cli(arguments, dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  return json::parse(result.out);
}

json analyze(const TempDir& dir, std::vector<std::string> more) {
  more.insert(more.begin(), {"analyze", "-c", kSampleYaml, "--json"});
  return run_json(more, dir);
}

json layer(const json& analysis, const std::string& name) {
  for (const json& each : analysis["layers"]) {
    if (each["layer"] == name) return each;
  }
  return {};
}

std::vector<std::string> order(const json& analysis) {
  std::vector<std::string> names;
  for (const json& each : analysis["layers"]) names.push_back(each["layer"]);
  return names;
}

const std::string kValidation = kSampleDir + "/fashion/val";

// Without "outputs", which analyze leaves out.
const std::string kEachLayer = "equalization,headroom";

}  // namespace

TEST_CASE("at the last layer analyze says what eval says of the exported model") {
  TempDir dir;
  const json measured = run_json({"quantize", "-c", kSampleYaml, "--val", kValidation, "--json",
                                  "-o", "out", "--corrections", kEachLayer},
                                 dir);
  const json analysis =
      analyze(dir, {"--val", kValidation, "--sources", "--corrections", kEachLayer});
  const double expected = measured["sqnr_db"];
  CHECK(analysis["images"] == measured["images"]);
  CHECK(layer(analysis, "fc3")["accumulated"]["sqnr_db"].get<double>() ==
        Approx(expected).margin(0.01));
  CHECK(analysis["sources"][2]["source"] == "both");
  CHECK(analysis["sources"][2]["sqnr_db"].get<double>() == Approx(expected).margin(0.01));
}

TEST_CASE("the same holds for a network with residual connections") {
  const auto checkpoint = shared_file("models/resnet18/resnet18.ckpt");
  MSQUANT_SKIP_WITHOUT(checkpoint);
  TempDir dir;
  std::vector<std::string> model{"-c",      shared_file("models/resnet18/resnet18.yaml").string(),
                                 "--ckpt",  checkpoint.string(),
                                 "--data",  shared_file("data/fashion/calib").string(),
                                 "--val",   kValidation,
                                 "--json",  "--corrections",
                                 kEachLayer};
  std::vector<std::string> quantize{"quantize", "-o", "out"}, arguments{"analyze", "--sources"};
  quantize.insert(quantize.end(), model.begin(), model.end());
  arguments.insert(arguments.end(), model.begin(), model.end());
  const json measured = run_json(quantize, dir), analysis = run_json(arguments, dir);
  CHECK(layer(analysis, "end_point")["accumulated"]["sqnr_db"].get<double>() ==
        Approx(measured["sqnr_db"].get<double>()).margin(0.01));
  // One layer of the residual stream makes most of the noise, and its noise is that of the model
  // that quantizes it alone; calibrated again without the others, its range may differ a little.
  const std::string worst = order(analysis).front();
  json config = json::parse(read_file(dir / "out" / "quant_config.json"));
  for (auto& [name, value] : config.items()) {
    if (value.is_object()) value["quant"] = name == worst;
  }
  write_file(dir / "alone.json", config.dump());
  quantize.insert(quantize.end(), {"--quant-config", "alone.json"});
  CHECK(layer(analysis, worst)["end-to-end"]["sqnr_db"].get<double>() ==
        Approx(run_json(quantize, dir)["sqnr_db"].get<double>()).margin(0.3));
}

TEST_CASE("the table shows every layer, worst first") {
  TempDir dir;
  const CliResult result =
      run_cli({"analyze", "-c", kSampleYaml, "--sources", "--suggest", "1"}, dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, Contains("isolated") && Contains("accumulated") &&
                             Contains("end-to-end") && Contains("clipped") && Contains("verdict") &&
                             Contains("weights only") && Contains("3 layers on 96 images"));
  const std::string worst = order(analyze(dir, {})).front();
  const size_t first_row = result.out.find('\n') + 1;
  CHECK(result.out.compare(first_row, worst.size(), worst) == 0);
  CHECK_THAT(result.out, Contains("\"" + worst + "\": {\"quant\": false},"));
}

TEST_CASE("layers are sorted as asked, and only the views asked for are measured") {
  TempDir dir;
  CHECK(order(analyze(dir, {"--sort", "network"})) ==
        std::vector<std::string>{"fc1", "fc2", "fc3"});
  const json isolated = analyze(dir, {"--views", "isolated"});
  double last = -1000;
  for (const json& each : isolated["layers"]) {
    CHECK_FALSE(each.contains("end-to-end"));
    CHECK_FALSE(each.contains("accumulated"));
    CHECK(each["isolated"]["sqnr_db"].get<double>() >= last);
    last = each["isolated"]["sqnr_db"].get<double>();
  }
  CHECK(run_cli({"analyze", "-c", kSampleYaml, "--sort", "name"}, dir.path()).exit_code == 2);
  CHECK(run_cli({"analyze", "-c", kSampleYaml, "--views", "all"}, dir.path()).exit_code == 2);
}

TEST_CASE("the written configuration switches the worst layers off") {
  TempDir dir;
  const json analysis = analyze(dir, {"--suggest", "2", "-o", "next.json"});
  const std::vector<std::string> worst = order(analysis);
  CHECK(analysis["suggested_float_layers"] == json({worst[0], worst[1]}));
  const json config = json::parse(read_file(dir / "next.json"));
  CHECK(config[worst[0]]["quant"] == false);
  CHECK(config[worst[1]]["quant"] == false);
  CHECK(config[worst[2]]["quant"] == true);
  // Without a number the bad ones go, and here there are none.
  analyze(dir, {"-o", "all.json"});
  CHECK_THAT(read_file(dir / "all.json"), !Contains("false"));
  CHECK(analyze(dir, {"--quant-config", "next.json"})["layers"].size() == 1);
}

TEST_CASE("analyze gives the same figures for every number of threads") {
  TempDir dir;
  CHECK(analyze(dir, {"--threads", "1", "--sources"}) ==
        analyze(dir, {"--threads", "3", "--sources"}));
}
