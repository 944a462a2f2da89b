#include "report/report_json.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.h"
#include "report/sample_report.h"

using namespace msquant;
using Catch::Contains;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a report comes back from its file as it went in") {
  Report original = sample_report();
  original.search = sample_search();
  const std::string text = to_json(original);
  const Report report = parse_report(text, "report.json");
  CHECK(to_json(report) == text);
  CHECK(report.search->trials[2].float_layers == original.search->trials[2].float_layers);
  CHECK(report.layers[0].name == kHostileName);
  CHECK(std::isinf(report.layers[0].isolated->sqnr_db));
  CHECK_FALSE(report.layers[1].input);
  CHECK(report.evaluation->quantized->accuracy.top1 == 88);
  CHECK(report.nodes[2].inputs == std::vector<int64_t>{1});
}

TEST_CASE("a damaged report is refused with its cause") {
  const std::string text = to_json(sample_report());
  const auto refusal = [](const std::string& damaged, const std::string& because) {
    CHECK_THROWS_WITH(parse_report(damaged, "report.json"),
                      Contains("report.json") && Contains(because));
  };
  refusal("{", "parse error");
  refusal(replaced(text, "\"network\"", "\"net\""), "network");
  refusal(replaced(text, "\"error_images\": 8", "\"error_images\": \"8\""), "is string");
  refusal(replaced(text, "\"error_images\": 8", "\"error_images\": 4.44e+83"), "is 4.44e+83");
  refusal(replaced(text, "\"schema_version\": 1", "\"schema_version\": 1.0"), "is 1.0");
  refusal(replaced(text, "\"schema_version\": 1", "\"schema_version\": 2"), "schema_version");
  refusal(replaced(text, "\"layer\": 1", "\"layer\": 2"), "names a layer or an input");
  Report cyclic = sample_report();
  cyclic.nodes[1].inputs = {1};
  refusal(to_json(cyclic), "names a layer or an input");
}

TEST_CASE("bytes that are no text do not break the file") {
  Report report = sample_report();
  report.network = "net\xFF";
  CHECK(parse_report(to_json(report), "report.json").network == "net\xEF\xBF\xBD");
}
