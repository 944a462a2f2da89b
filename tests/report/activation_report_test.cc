#include "report/activation_report.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "quant/estimators.h"

using namespace msquant;

namespace {

// 100 zeros and 1 … 100.
TensorStats stats() {
  std::vector<float> elements(201);
  std::iota(elements.begin() + 100, elements.end(), 0.0f);
  elements.erase(elements.begin());
  TensorStats result;
  result.add(elements);
  return result;
}

}  // namespace

TEST_CASE("an activation is told by its range, its zeros and what is cut off") {
  // Up to 90.25: of 1 … 100 only those above 90.25 + half a step are cut off.
  const ReportActivation x =
      activation_report(stats(), activation_params({0, 90.25f}), "percentile");
  CHECK(x.estimator == "percentile");
  CHECK(x.range.min == 0);
  CHECK(x.range.max == Approx(90.25));
  CHECK(x.seen.max == 100);
  CHECK(x.zeros_percent == Approx(50));
  CHECK(x.clipped_percent == Approx(5).margin(0.3));
  CHECK(x.histogram.high == 100);
  CHECK(std::accumulate(x.histogram.counts.begin(), x.histogram.counts.end(), 0.0) == Approx(200));
}

TEST_CASE("nothing is cut off by the range of everything") {
  CHECK(activation_report(stats(), activation_params({0, 100}), "minmax").clipped_percent == 0);
}

TEST_CASE("the distance of ranges is that of the farther end, in widths of the last") {
  CHECK(distance({0, 8}, {-1, 10}) == Approx(2.0 / 11));
  CHECK(distance({-3, 10}, {-1, 10}) == Approx(2.0 / 11));
  CHECK(distance({1, 1}, {1, 1}) == 0);
}
