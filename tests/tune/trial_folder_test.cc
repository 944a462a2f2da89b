#include "tune/trial_folder.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;
using Catch::Contains;

namespace {

Evaluation evaluation(int64_t top1) {
  Evaluation result;
  result.images = 1000;
  result.reference.images = 1000;
  result.reference.top1 = 861;
  result.reference.top5 = 999;
  result.quantized = Comparison();
  result.quantized->accuracy = result.reference;
  result.quantized->accuracy.top1 = top1;
  result.quantized->agreement = 990;
  result.quantized->sqnr_db = 1.0 / 3;
  result.quantized->outputs = {{"scores", 1.0 / 3, 1.0 / 7, 1.0 / 9}};
  return result;
}

QuantConfig config() {
  QuantConfig config;
  config.layers = {{"a", false}, {"b", true}};
  return config;
}

TrialFolder open(const TempDir& dir, bool resume, const std::string& key = "k") {
  TrialFolder folder(dir / "trials", resume);
  folder.set_key(key);
  return folder;
}

}  // namespace

TEST_CASE("a trial is written for people and read back to the last digit") {
  TempDir dir;
  CHECK(open(dir, false).add({"a"}, evaluation(858), config()).number == 1);
  const auto json = nlohmann::json::parse(read_file(dir / "trials" / "001.json"));
  CHECK(json["drop_points"] == 0.3);
  CHECK(json["drop_of"] == "top-1");
  CHECK(json["quant_config"]["a"]["quant"] == false);
  CHECK(json["quant_config"]["b"]["quant"] == true);

  const auto found = open(dir, true).find({"a"});
  REQUIRE(found.has_value());
  CHECK(found->number == 1);
  CHECK(found->drop() == 0.3);
  CHECK(found->evaluation.quantized->sqnr_db == 1.0 / 3);
  CHECK(found->evaluation.quantized->agreement == 990);
  REQUIRE(found->evaluation.quantized->outputs.size() == 1);
  const OutputFidelity& output = found->evaluation.quantized->outputs[0];
  CHECK(output.name == "scores");
  CHECK(output.sqnr_db == 1.0 / 3);
  CHECK(output.cosine == 1.0 / 7);
  CHECK(output.max_abs_difference == 1.0 / 9);
  CHECK(found->evaluation.reference.top5 == 999);
}

TEST_CASE("numbers go on where an earlier run stopped") {
  TempDir dir;
  open(dir, false).add({}, evaluation(850), config());
  TrialFolder folder = open(dir, true);
  CHECK(folder.add({"a"}, evaluation(855), config()).number == 2);
  CHECK(folder.find({}).has_value());
  CHECK_FALSE(folder.find({"b"}).has_value());
}

TEST_CASE("outputs that are equal have no SQNR in JSON") {
  TempDir dir;
  Evaluation equal = evaluation(861);
  equal.quantized->sqnr_db = std::numeric_limits<double>::infinity();
  open(dir, false).add({}, equal, config());
  CHECK_THAT(read_file(dir / "trials" / "001.json"), Contains("\"sqnr_db\": null"));
  CHECK(std::isinf(open(dir, true).find({})->evaluation.quantized->sqnr_db));
}

TEST_CASE("the ranking is kept for the same model and images only") {
  TempDir dir;
  CHECK_FALSE(open(dir, false).ranking().has_value());
  open(dir, false).save_ranking({"b", "a"});
  CHECK(open(dir, true).ranking() == std::vector<std::string>{"b", "a"});
  CHECK_FALSE(open(dir, true, "other").ranking().has_value());
  write_file(dir / "trials" / "ranking.json", "{");
  CHECK_THROWS_WITH(open(dir, true).ranking(), Contains("ranking.json"));
}

TEST_CASE("trials of an earlier run are used on request only, and only if they are of this model") {
  TempDir dir;
  open(dir, false).add({}, evaluation(850), config());
  CHECK_THROWS_WITH(open(dir, false), Contains("--resume"));
  CHECK_THROWS_WITH(open(dir, true, "other"), Contains("001.json") && Contains("another model"));
}

TEST_CASE("a damaged trial is an error that names the file and what to do") {
  TempDir dir;
  open(dir, false).add({}, evaluation(850), config());
  const std::string good = read_file(dir / "trials" / "001.json");
  const auto check = [&](const std::string& text) {
    write_file(dir / "trials" / "001.json", text);
    CHECK_THROWS_WITH(open(dir, true), Contains("001.json") && Contains("delete the file"));
  };
  check("");
  check(good.substr(0, good.size() / 2));
  check("[]");
  std::string negative = good;
  negative.replace(negative.find("850"), 3, "-50");
  check(negative);
  std::string huge = good;
  huge.replace(huge.find("850"), 3, "4.44e+83");
  check(huge);
}

TEST_CASE("other files in the folder are left alone") {
  TempDir dir;
  make_folder(dir / "trials");
  write_file(dir / "trials" / "notes.json", "not a trial");
  CHECK_NOTHROW(open(dir, false));
}
