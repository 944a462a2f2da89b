#include "report/weight_report.h"

#include <catch2/catch.hpp>

using namespace msquant;

TEST_CASE("channels are told apart by their ranges") {
  const ReportWeight weight =
      weight_report(Tensor::from<float>({3, 2}, {-1, 0.5f, 0, 0, 0.25f, 4}));
  CHECK(weight.channels == 3);
  CHECK(weight.step == 1);
  CHECK(weight.min == std::vector<double>{-1, 0, 0.25});
  CHECK(weight.max == std::vector<double>{0.5, 0, 4});
  CHECK(weight.smallest == 0);
  CHECK(weight.median == 1);
  CHECK(weight.largest == 4);
  CHECK(weight.zero_channels == 1);
}

TEST_CASE("many channels share columns") {
  std::vector<float> elements(300);
  elements[2] = -7;
  elements[299] = 9;
  const ReportWeight weight = weight_report(Tensor::from<float>({300, 1}, elements));
  CHECK(weight.step == 3);
  CHECK(weight.min.size() == 100);
  CHECK(weight.min.front() == -7);
  CHECK(weight.max.back() == 9);
}
