#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/run_cli.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace msquant;
using nlohmann::json;

namespace {

struct Limits {
  const char* name;
  double minmax_sqnr;  // dB that an independent min-max calibration of the same layers reached
  double margin;       // dB below it that are allowed
};
// Which 96 images are picked moves resnet18 between 25.4 and 28.8 dB: nearly all of its noise comes
// from the four tensors of its residual stream.
constexpr Limits kLimits[] = {{"lenet5", 39.3, 0.5},
                              {"resnet18", 28.3, 0.8},
                              {"resnet50", 44.6, 0.5},
                              {"mobilenet_v2", 37.6, 0.5}};
constexpr double kMostDrop = 0.2;  // points of int8 under float, with 96 calibration images

json quantize(const std::string& name, const std::string& preset, const TempDir& dir) {
  const std::string folder = "models/" + name + "/";
  const CliResult result =
      run_cli({"quantize", "-c", shared_file(folder + name + ".yaml").string(), "--ckpt",
               shared_file(folder + name + ".ckpt").string(), "--data",
               shared_file("data/fashion/calib").string(), "--val",
               shared_file("data/fashion/val").string(), "--preset", preset, "--json", "-o", "out"},
              dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  return json::parse(result.out);
}

double recorded_top1(const std::string& name) {
  return 100 * json::parse(read_file(shared_file("models/" + name + "/accuracy.json")))["val_top1"]
                   .get<double>();
}

}  // namespace

TEST_CASE(
    "float top-1 is the recorded one, and the default calibration is 1 dB better than min-max") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  for (const Limits& limits : kLimits) {
    TempDir dir;
    const json result = quantize(limits.name, "default", dir);
    INFO(limits.name << " " << result.dump());
    CHECK(result["images"] == 1000);
    CHECK(result["float"]["top1_percent"].get<double>() ==
          Approx(recorded_top1(limits.name)).margin(0.1001));
    CHECK(result["drop_points"].get<double>() <= kMostDrop);
    CHECK(result["sqnr_db"].get<double>() >= limits.minmax_sqnr + 1);
    CHECK(run_cli({"inspect", "--check", "out/quantized_model.air"}, dir.path()).exit_code == 0);
  }
}

TEST_CASE("min-max calibration comes near that of an independent program") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  for (const Limits& limits : kLimits) {
    TempDir dir;
    const json result = quantize(limits.name, "fast", dir);
    INFO(limits.name << " " << result.dump());
    CHECK(result["sqnr_db"].get<double>() >= limits.minmax_sqnr - limits.margin);
  }
}

TEST_CASE("the accurate preset is 3 dB better than plain min-max") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  for (const Limits& limits : {kLimits[0], kLimits[3]}) {
    TempDir dir;
    const json result = quantize(limits.name, "accurate", dir);
    INFO(limits.name << " " << result.dump());
    CHECK(result["sqnr_db"].get<double>() >= limits.minmax_sqnr + 3);
    CHECK(result["drop_points"].get<double>() <= kMostDrop);
  }
}

TEST_CASE("the written AIR, read back, is as accurate as what was measured") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  TempDir dir;
  const json measured = quantize("lenet5", "default", dir);
  const CliResult result = run_cli(
      {"eval", "-c", shared_file("models/lenet5/lenet5.yaml").string(), "--ckpt",
       shared_file("models/lenet5/lenet5.ckpt").string(), "--quantized", "out/quantized_model.air",
       "--data", shared_file("data/fashion/val").string(), "--json"},
      dir.path());
  REQUIRE(result.exit_code == 0);
  CHECK(json::parse(result.out) == measured);
}
