#include "report/judgement.h"

#include <catch2/catch.hpp>

#include "report/sample_report.h"

using namespace msquant;
using Catch::Contains;

namespace {

Report with_top1(int64_t reference, int64_t quantized) {
  Report report = sample_report();
  report.evaluation->reference.top1 = reference;
  report.evaluation->quantized->accuracy.top1 = quantized;
  return report;
}

bool warns(const Report& report, const std::string& code) {
  for (const ReportWarning& warning : find_warnings(report)) {
    if (warning.code == code) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the verdict is that of the drop, where labels tell it") {
  CHECK(judge(with_top1(90, 91)).level == "good");
  CHECK(judge(with_top1(90, 89)).level == "good");
  CHECK(judge(with_top1(90, 88)).level == "suspicious");
  CHECK(judge(with_top1(90, 87)).level == "suspicious");
  CHECK(judge(with_top1(90, 86)).level == "bad");
  CHECK_THAT(judge(with_top1(90, 86)).text, Contains("90.00 %") && Contains("4.00 points"));
}

TEST_CASE("without labels agreement decides, without classes the SQNR of the outputs") {
  Report report = sample_report();
  report.evaluation->reference = {};
  report.evaluation->quantized->agreement = 99;
  CHECK(judge(report).level == "good");
  report.evaluation->quantized->agreement.reset();
  CHECK(judge(report).level == "good");  // 28.5 dB
  report.evaluation->quantized->sqnr_db = 15;
  CHECK(judge(report).level == "suspicious");
  report.evaluation->quantized->sqnr_db = 5;
  CHECK(judge(report).level == "bad");
  report.evaluation.reset();
  CHECK(judge(report).level == "unknown");
}

TEST_CASE("after a search its target is what counts") {
  Report report = with_top1(90, 89);  // one point
  report.search = sample_search();    // for half a point
  CHECK(judge(report).level == "bad");
  CHECK_THAT(judge(report).because, Contains("0.50 points: missed"));
  report.search->max_drop_points = 4;
  report.evaluation->quantized->accuracy.top1 = 86;
  CHECK(judge(report).level == "good");
}

TEST_CASE("warnings name what they are about") {
  Report report = sample_report();
  CHECK(warns(report, "clipped"));  // 0.25 %
  report.layers[0].input->clipped_percent = 0.05;
  CHECK_FALSE(warns(report, "clipped"));

  CHECK_FALSE(warns(report, "few-images"));
  report.calibration_images = 31;
  CHECK(warns(report, "few-images"));

  CHECK_FALSE(warns(report, "range-not-settled"));  // 120 of 127.5
  report.layers[0].input->milestones[2].range.max = 100;
  CHECK(warns(report, "range-not-settled"));

  CHECK_FALSE(warns(report, "bad-layer"));
  report.layers[0].verdict = "bad";
  CHECK(warns(report, "bad-layer"));

  CHECK_FALSE(warns(report, "input-values"));
  report.inputs[0].problem = "values reach 255";
  CHECK(warns(report, "input-values"));
}

TEST_CASE("the worst layer is the one that costs the output most") {
  Report report = sample_report();
  CHECK(worst_layer(report) == &report.layers[0]);
  report.layers[1].end_to_end = ReportError{12, 0.9};
  CHECK(worst_layer(report) == &report.layers[1]);
  report.layers.clear();
  CHECK(worst_layer(report) == nullptr);
}
