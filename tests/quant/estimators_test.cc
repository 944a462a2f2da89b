#include "quant/estimators.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "quant/hfmg.h"
#include "quant/support/samples.h"

using namespace msquant;

namespace {

int quantize(float x, const QuantParams& p) {
  const auto q = static_cast<int>(std::rint(x / p.scale[0])) + p.zero_point[0];
  return std::clamp(q, kQuantMin, kQuantMax);
}

float dequantize(int q, const QuantParams& p) {
  return p.scale[0] * static_cast<float>(q - p.zero_point[0]);
}

}  // namespace

TEST_CASE("activation parameters map the range's ends to the ends of int8") {
  // scale = 255 / 255, zero point = -(rint(-55) + 128) = -73
  const QuantParams params = activation_params({-55, 200});
  CHECK(params == QuantParams{{1.0f}, {-73}, -1});
  CHECK(quantize(-55, params) == -128);
  CHECK(quantize(200, params) == 127);
  CHECK(activation_params({0, 255}).zero_point[0] == -128);
  CHECK(activation_params({-255, 0}).zero_point[0] == 127);
}

TEST_CASE("the zero point is rounded to the nearest integer") {
  // scale = 1, zero point = -128 + 63.4 = -64.6
  CHECK(activation_params({-63.4f, 191.6f}).zero_point == std::vector<int32_t>{-65});
}

TEST_CASE("a range that excludes zero is widened to include it") {
  CHECK(activation_params({10, 255}) == activation_params({0, 255}));
  CHECK(activation_params({-255, -10}) == activation_params({-255, 0}));
}

TEST_CASE("every value inside the range comes back within half a step, and zero exactly") {
  const auto bounds = uniform_samples(GENERATE(1, 2, 3, 4, 5), 2);
  const float magnitude = GENERATE(1e-3f, 1.0f, 6.0f, 1e6f, 1e37f);
  const Range range{-bounds[0] * magnitude, bounds[1] * magnitude};
  const QuantParams params = activation_params(range);
  const float step = params.scale[0];
  for (float u : uniform_samples(9, 2000)) {
    const float x = range.min + u * (range.max - range.min);
    const float error = std::abs(x - dequantize(quantize(x, params), params));
    // Beside half a step, rounding errors of the arithmetic on up to 255 steps.
    REQUIRE(error <= step * (0.5f + 255 * 2 * FLT_EPSILON));
  }
  CHECK(quantize(0, params) == params.zero_point[0]);
  CHECK(dequantize(quantize(0, params), params) == 0);
}

TEST_CASE("a range too narrow for a scale gives scale 1") {
  const QuantParams none{{1.0f}, {-128}, -1};
  CHECK(activation_params({0, 0}) == none);
  CHECK(activation_params({-1e-5f, 1e-5f}) == none);
  CHECK(activation_params({0, 1e-4f}).scale[0] < 1e-6f);
}

TEST_CASE("a range that is not finite is refused") {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::nanf("");
  for (Range range :
       {Range{0, inf}, Range{-inf, 0}, Range{nan, 1}, Range{0, nan}, Range{-FLT_MAX, FLT_MAX}}) {
    CHECK_THROWS_AS(activation_params(range), Error);
  }
}

TEST_CASE("min-max is the exact range") {
  TensorStats stats;
  stats.add(std::vector<float>{0.1f, 0.7f, -0.3f});
  const Range range = find_estimator("minmax").estimate(stats, {});
  CHECK(range.min == -0.3f);
  CHECK(range.max == 0.7f);
}

TEST_CASE("a symmetric range has its zero in the middle") {
  CHECK(activation_params({-254, 127}, false) == QuantParams{{2.0f}, {0}, -1});
  CHECK(activation_params({0, 127}, false) == QuantParams{{1.0f}, {0}, -1});
  CHECK(activation_params({0, 0}, false) == QuantParams{{1.0f}, {0}, -1});
}

TEST_CASE("percentiles leave the outermost elements out") {
  std::vector<float> elements;
  for (int i = 1; i <= 1000; ++i) elements.push_back(static_cast<float>(i));
  TensorStats stats;
  stats.add(elements);
  RangeOptions options;
  options.max_percentile = 0.9;
  options.min_percentile = 0.8;
  const Range range = find_estimator("percentile").estimate(stats, options);
  // Bins are half a unit wide.
  CHECK(range.max == Approx(900).margin(1));
  CHECK(range.min == Approx(200).margin(1));
  options.max_percentile = options.min_percentile = 1;
  const Range all = find_estimator("percentile").estimate(stats, options);
  CHECK(all.min == 1);
  CHECK(all.max == 1000);
}

TEST_CASE("HFMG cuts the side where an element is far off") {
  std::vector<float> x = bell_samples(7, 200000);
  x[0] = 6;
  const auto range_of = [&] {
    TensorStats stats;
    stats.add({x.data(), static_cast<int64_t>(x.size())});
    return hfmg_range(stats, {});
  };
  const Range right = range_of();
  CHECK(right.min < -2);
  CHECK(right.max < 4.5);
  for (float& value : x) value = -value;
  const Range left = range_of();
  CHECK(left.max > 2);
  CHECK(left.min > -4.5);
}

TEST_CASE("every estimator gives a usable range for any statistics") {
  const Estimator& estimator = estimators()[GENERATE(range(size_t{0}, estimators().size()))];
  RangeOptions options;
  options.asymmetric = GENERATE(true, false);
  INFO(estimator.name << (options.asymmetric ? "" : ", symmetric"));
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<std::vector<float>> odd{
      {},
      std::vector<float>(1000, 0.0f),
      {-0.25f},
      std::vector<float>(1000, 7.5f),
      std::vector<float>(100, std::numeric_limits<float>::denorm_min()),
      {1e37f, -1e37f, 0, 1},
      {infinity, std::nanf(""), 3, -infinity, -4},
      {1e6f, 1, 2, 3, 4, 5, -1, -2, -3},
  };
  for (const std::vector<float>& elements : odd) {
    TensorStats stats;
    stats.add(elements);
    const QuantParams params =
        activation_params(estimator.estimate(stats, options), options.asymmetric);
    CHECK(std::isnormal(params.scale[0]));
    CHECK(params.scale[0] > 0);
    CHECK(params.zero_point[0] >= kQuantMin);
    CHECK(params.zero_point[0] <= kQuantMax);
    if (!options.asymmetric) CHECK(params.zero_point[0] == 0);
  }
}

TEST_CASE("estimators are found by name, and ifmr is the default") {
  CHECK(estimators().front().name == "ifmr");
  for (const Estimator& each : estimators()) {
    CHECK(&find_estimator(std::string(each.name)) == &each);
    CHECK(!each.summary.empty());
  }
  CHECK_THROWS_WITH(find_estimator("minmaxx"), Catch::Contains("did you mean 'minmax'"));
}
