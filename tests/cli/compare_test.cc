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
namespace fs = std::filesystem;

namespace {

const std::string kValidation = kSampleDir + "/fashion/val";

void quantize(const TempDir& dir) {
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "-o", "out", "-q"}, dir.path()).exit_code == 0);
}

json compare(const TempDir& dir, const std::string& a, const std::string& b) {
  const CliResult result =
      run_cli({"compare", a, b, "-c", kSampleYaml, "--data", kValidation, "--json"}, dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  return json::parse(result.out);
}

}  // namespace

TEST_CASE("a model compared with itself is equal in every measure") {
  const TempDir dir;
  quantize(dir);
  const json result = compare(dir, "out/quantized_model.air", "out/quantized_model.air");
  CHECK(result["a"] == result["b"]);
  CHECK(result["agreement"] == result["images"]);
  CHECK(result["sqnr_db"].is_null());
  CHECK(result["cosine"] == 1.0);
  CHECK(result["max_abs_difference"] == 0.0);
}

TEST_CASE("a checkpoint and its AIR compare as eval says") {
  const TempDir dir;
  quantize(dir);
  const json result = compare(dir, kSampleCheckpoint, "out/quantized_model.air");
  const CliResult evaluated = run_cli({"eval", "-c", kSampleYaml, "--quantized",
                                       "out/quantized_model.air", "--data", kValidation, "--json"},
                                      dir.path());
  const json expected = json::parse(evaluated.out);
  CHECK(result["a"] == expected["float"]);
  CHECK(result["b"] == expected["int8"]);
  CHECK(result["agreement"] == expected["agreement"]);
  CHECK(result["sqnr_db"] == expected["sqnr_db"]);
  CHECK(result["cosine"].get<double>() > 0.99);
  CHECK(result["max_abs_difference"].get<double>() > 0);
}

TEST_CASE("two exports of the real model differ by no more than MindSpore's float16") {
  MSQUANT_SKIP_WITHOUT(shared_dir());
  const TempDir dir;
  quantize(dir);
  REQUIRE(run_cli({"export", "out", "--format", "mindir"}, dir.path()).exit_code == 0);
  const json result = compare(dir, "out/quantized_model.air", "out/quantized_model.mindir");
  // float16 has 11 significant bits: each of few roundings is 66 dB or more below the signal.
  CHECK(result["sqnr_db"].get<double>() > 50);
}

TEST_CASE("images without labels are compared without accuracy") {
  const TempDir dir;
  quantize(dir);
  fs::create_directory(dir / "flat");
  for (const auto& image : fs::directory_iterator(kValidation + "/1_trouser")) {
    fs::copy_file(image.path(), dir / "flat" / image.path().filename());
  }
  const CliResult result = run_cli({"compare", kSampleCheckpoint, "out/quantized_model.air", "-c",
                                    kSampleYaml, "--data", "flat"},
                                   dir.path());
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, !Contains("top-1") && Contains("cosine") && Contains("SQNR"));
}

TEST_CASE("compare wants two models and images") {
  CHECK(run_cli({"compare", "one.air"}).exit_code == 2);
  const CliResult missing = run_cli({"compare", kSampleCheckpoint, "none.air", "-c", kSampleYaml});
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, Contains("none.air"));
  CHECK_THAT(run_cli({"compare", "a", "b", "--dta", "val"}).err,
             Contains("did you mean '--data'?"));
}

TEST_CASE("eval takes any model file as its argument") {
  const TempDir dir;
  quantize(dir);
  const CliResult air = run_cli(
      {"eval", "out/quantized_model.air", "-c", kSampleYaml, "--data", kValidation, "--json"},
      dir.path());
  REQUIRE(air.exit_code == 0);
  const json pair = compare(dir, kSampleCheckpoint, "out/quantized_model.air");
  CHECK(json::parse(air.out)["float"] == pair["b"]);
  const CliResult checkpoint =
      run_cli({"eval", kSampleCheckpoint, "-c", kSampleYaml, "--data", kValidation, "--json"});
  CHECK(json::parse(checkpoint.out)["float"] == pair["a"]);
}
