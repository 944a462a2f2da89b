#include "calibrate/headroom.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "calibrate/small_case.h"
#include "passes/quantized_layers.h"

using namespace msquant;

// By hand: rounding noise at the output 0.5²/12 · 3² = 3/16 an image, noise 1²: the factor is
// sqrt(1 + 1/20 · 1 / (3/16)).
TEST_CASE("a range is widened as far as rounding noise stays small beside the noise there is") {
  SmallCase job(OpKind::kMatMul, {1, 1}, {3}, 0.5f);
  set_bias(job.graph, job.layer, {1});
  for (float x : {1.0f, 2.5f, -7.0f}) job.add_image({x});
  add_headroom(job.context());
  CHECK(job.input_params().scale[0] == Approx(0.5 * std::sqrt(1 + 0.05 * 16 / 3)));
  CHECK(job.input_params().zero_point[0] == 0);
}

TEST_CASE("a range is doubled at most, and stays where resolution is all that is missing") {
  SmallCase job(OpKind::kMatMul, {1, 1}, {3}, 0.5f);
  job.add_image({1});
  add_headroom(job.context());
  CHECK(job.input_params().scale[0] == 0.5f);
  set_bias(job.graph, job.layer, {100});
  add_headroom(job.context());
  CHECK(job.input_params().scale[0] == 1);
}

TEST_CASE("ranges of channels with a thousand elements are known") {
  SmallCase job(OpKind::kConv2d, {1, 1, 10, 50}, {3}, 0.5f);
  set_bias(job.graph, job.layer, {100});
  job.add_image(std::vector<float>(500, 1));
  job.add_image(std::vector<float>(500, 2));
  add_headroom(job.context());
  CHECK(job.input_params().scale[0] == 0.5f);
  job.images.pop_back();
  add_headroom(job.context());
  CHECK(job.input_params().scale[0] == 1);
}
