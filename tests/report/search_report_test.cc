#include "report/search_report.h"

#include <catch2/catch.hpp>

using namespace msquant;
using Catch::Contains;

namespace {

// Worst first: a, b, c. It takes a and c in float.
ReportSearch search() {
  return {1,
          "nothing is left to try",
          5,
          {{1, {}, 20, "missed"},
           {2, {"a", "b"}, 3, "missed"},
           {3, {"a", "b", "c"}, 0, "met"},
           {4, {"b", "c"}, 7, "missed"},
           {5, {"a", "c"}, 0.5, "met"}}};
}

}  // namespace

TEST_CASE("a layer is in float because of the trial that quantized it beside the others") {
  CHECK_THAT(reason_for_float(search(), "a"), Contains("7.00 points") && Contains("(trial 4)"));
  CHECK_THAT(reason_for_float(search(), "c"),
             Contains("3.00 points") && Contains("(trial 2)") && Contains("more than 1.00"));
  CHECK(reason_for_float(search(), "b").empty());
  CHECK(reason_for_float(search(), "d").empty());
}

TEST_CASE("where no trial shows what a layer costs, none is named for it") {
  ReportSearch cut = search();
  cut.trials.resize(3);
  cut.best_trial = 3;
  CHECK_THAT(reason_for_float(cut, "c"), Contains("3.00 points"));
  CHECK_THAT(reason_for_float(cut, "a"), Contains("among the worst layers (trial 3)"));
}
