#include "calibrate/fit_outputs.h"

#include <catch2/catch.hpp>

#include "calibrate/small_case.h"
#include "passes/quantized_layers.h"

using namespace msquant;

namespace {

std::vector<float> weight_elements(const SmallCase& job) {
  const Tensor weight = weight_of(job.graph, job.graph.node(job.layer));
  return {weight.data<float>().begin(), weight.data<float>().end()};
}

const std::vector<float>& weight_scales(const SmallCase& job) {
  return fake_quant_params(job.graph, job.graph.node(job.layer).inputs[1])->scale;
}

}  // namespace

// y = (2a, 4b), ŷ = (a - 3, 2b + 5): y = 2 ŷ + (6, -10).
TEST_CASE("outputs that are too small and shifted get one gain, and a shift for each channel") {
  SmallCase job(OpKind::kMatMul, {1, 2}, {2, 0, 0, 4}, 1);
  set_weight(job.graph, job.layer, Tensor::from<float>({2, 2}, std::vector<float>{1, 0, 0, 2}));
  set_bias(job.graph, job.layer, {-3, 5});
  for (float a : {1.0f, 2.0f, 5.0f}) job.add_image({a, 7 - a * a});
  fit_outputs(job.context());
  CHECK(weight_elements(job) == std::vector<float>{2, 0, 0, 4});
  CHECK(weight_scales(job) == std::vector<float>{2, 2});
  const std::vector<float> bias = bias_of(job.graph, job.graph.node(job.layer));
  CHECK(bias[0] == Approx(0).margin(1e-5));
  CHECK(bias[1] == Approx(0).margin(1e-5));
}

TEST_CASE("the channels of an image are told apart") {
  SmallCase job(OpKind::kConv2d, {1, 1, 1, 2}, {1, 3}, 1);
  set_bias(job.graph, job.layer, {10, -20});
  job.add_image({1, 2});
  job.add_image({4, 8});
  fit_outputs(job.context());
  CHECK(weight_elements(job)[1] == Approx(3));
  const std::vector<float> bias = bias_of(job.graph, job.graph.node(job.layer));
  CHECK(bias[0] == Approx(0).margin(1e-5));
  CHECK(bias[1] == Approx(0).margin(1e-5));
}

TEST_CASE("outputs that never change keep their size") {
  SmallCase job(OpKind::kMatMul, {1, 1}, {2}, 1);
  set_bias(job.graph, job.layer, {5});
  job.add_image({3});
  job.add_image({3});
  fit_outputs(job.context());
  CHECK(weight_scales(job) == std::vector<float>{1});
  CHECK(bias_of(job.graph, job.graph.node(job.layer))[0] == Approx(0).margin(1e-6));
}

TEST_CASE("without an image nothing is fitted") {
  SmallCase job(OpKind::kMatMul, {1, 1}, {2}, 1);
  fit_outputs(job.context());
  CHECK(job.graph.node(job.layer).inputs.size() == 2);
}
