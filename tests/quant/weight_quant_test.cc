#include "quant/weight_quant.h"

#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "quant/support/samples.h"

using namespace msquant;

namespace {

std::vector<int8_t> elements_of(const Tensor& tensor) {
  const auto data = tensor.data<int8_t>();
  return {data.begin(), data.end()};
}

}  // namespace

TEST_CASE("each output channel has a scale of its own") {
  const Tensor weight = Tensor::from<float>({2, 1, 1, 2}, {127, -63.5f, 0.254f, 0.127f});
  const QuantParams params = weight_params(weight, 0, "w");
  CHECK(params.axis == 0);
  CHECK(params.scale == std::vector<float>{1.0f, 0.254f / 127});
  CHECK(params.zero_point == std::vector<int32_t>{0, 0});
  // -63.5 lies between two integers and goes to the even one.
  CHECK(elements_of(quantize_weight(weight, params)) == std::vector<int8_t>{127, -64, 127, 64});
}

TEST_CASE("weights are divided by the scale, not multiplied by its inverse") {
  // numpy.rint(numpy.float32(w) / numpy.float32(s)); multiplying gives -103, -97, -91 and -85.
  const Tensor weight =
      Tensor::from<float>({1, 4}, {-56.253387f, -52.960506f, -49.667625f, -46.374744f});
  const QuantParams params{{0.5488135f}, {0}, 0};
  CHECK(elements_of(quantize_weight(weight, params)) == std::vector<int8_t>{-102, -96, -90, -84});
}

TEST_CASE("channels may lie along any axis") {
  const Tensor weight = Tensor::from<float>({2, 3}, {1, 20, -300, -127, 2, 3});
  const QuantParams params = weight_params(weight, 1, "w");
  CHECK(params.scale == std::vector<float>{1.0f, 20.0f / 127, 300.0f / 127});
  CHECK(elements_of(quantize_weight(weight, params)) ==
        std::vector<int8_t>{1, 127, -127, -127, 13, 1});
}

TEST_CASE("dead channels get scale 1 and stay zero") {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const Tensor weight = Tensor::from<float>({3, 2}, {0, 0, 5, -5, tiny, -tiny});
  const QuantParams params = weight_params(weight, 0, "w");
  CHECK(params.scale == std::vector<float>{1, 5.0f / 127, 1});
  CHECK(elements_of(quantize_weight(weight, params)) == std::vector<int8_t>{0, 0, 127, -127, 0, 0});
}

TEST_CASE("one scale for all channels on request") {
  const Tensor weight = Tensor::from<float>({2, 2}, {1, -254, 3, 127});
  CHECK(weight_params(weight, 0, "w", {"max", false}).scale == std::vector<float>{2, 2});
}

TEST_CASE("AMCT's method lets the negative side reach -128") {
  const Tensor weight = Tensor::from<float>({3, 2}, {-256, 127, 254, -254, 0, 0});
  const QuantParams params = weight_params(weight, 0, "w", {"arq", true});
  CHECK(params.scale == std::vector<float>{2, 2, 1});
  CHECK(elements_of(quantize_weight(weight, params)) ==
        std::vector<int8_t>{-128, 64, 127, -127, 0, 0});
}

TEST_CASE("least squares clips a lone large weight that costs the others too much") {
  // 100,000 weights evenly in ±63.5 and one of 127. A step s costs s² / 12 for each of the many and
  // (127 - 127 s)² for the one: least where s * 100,000 / 6 = 2 * 127² * (1 - s), at 0.659.
  std::vector<float> weights = uniform_samples(5, 100000);
  for (float& w : weights) w = 127 * w - 63.5f;
  weights.push_back(127);
  const Tensor weight = Tensor::from<float>({1, 100001}, weights);
  CHECK(weight_params(weight, 0, "w", {"max", true}).scale[0] == 1);
  CHECK(weight_params(weight, 0, "w", {"mse", true}).scale[0] == Approx(0.659).margin(0.02));
}

TEST_CASE("every weight comes back within half a step") {
  const std::vector<float> samples = bell_samples(31, 16 * 27);
  const Tensor weight = Tensor::from<float>({16, 3, 3, 3}, samples);
  const QuantParams params = weight_params(weight, 0, "w");
  const auto quantized = elements_of(quantize_weight(weight, params));
  for (size_t i = 0; i < samples.size(); ++i) {
    const float scale = params.scale[i / 27];
    REQUIRE(std::abs(samples[i] - scale * quantized[i]) <= scale * (0.5f + 127 * FLT_EPSILON));
  }
}

TEST_CASE("a weight that is not finite is refused by its name") {
  for (float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const Tensor weight = Tensor::from<float>({2, 2}, {1, 2, bad, 4});
    CHECK_THROWS_WITH(weight_params(weight, 0, "conv1.weight"),
                      Catch::Contains("conv1.weight") && Catch::Contains("element 2"));
  }
}
