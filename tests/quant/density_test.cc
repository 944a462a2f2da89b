#include "quant/density.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "quant/support/ifmr_exact.h"
#include "quant/support/samples.h"

using namespace msquant;

namespace {

Density density_of(const std::vector<float>& elements) {
  TensorStats stats;
  stats.add(elements);
  return Density(stats);
}

}  // namespace

TEST_CASE("the loss of a density is near that of the elements it stands for") {
  const bool is_relu = GENERATE(false, true);
  std::vector<float> elements = bell_samples(21, 50000);
  if (is_relu) {
    for (float& x : elements) x = std::max(x, 0.0f);
  }
  // From far too narrow a range, where clipping dominates, to far too wide a one.
  const float high = GENERATE(0.2f, 1.0f, 2.5f, 3.5f, 20.0f, 200.0f);
  const QuantParams params = activation_params({is_relu ? 0 : -high, high});
  const float scale = params.scale[0];
  CHECK(density_of(elements).quantization_loss(scale, params.zero_point[0]) ==
        Approx(exact_loss(elements, scale, params.zero_point[0])).epsilon(0.02));
}

TEST_CASE("zeros cost nothing, whatever the scale") {
  std::vector<float> elements(1000, 0.0f);
  elements.push_back(100);
  CHECK(density_of(elements).quantization_loss(100 / 255.0f, -128) == Approx(0).margin(1e-6));
}

TEST_CASE("quantiles are those of the elements to within a bin") {
  std::vector<float> elements = bell_samples(22, 10000);
  const Density density = density_of(elements);
  std::sort(elements.begin(), elements.end());
  const float width = std::ldexp(1.0f, -9);
  for (size_t i : {10, 2500, 5000, 9000, 9990}) {
    const double quantile = density.quantile(static_cast<double>(i) / 10000);
    CHECK(quantile >= elements[i - 2] - width);
    CHECK(quantile <= elements[i + 2] + width);
  }
  CHECK(density.quantile(1) == elements.back());
}

TEST_CASE("counts in other bins keep every element inside, spread evenly") {
  // 1000 elements in [0, 1), evenly.
  const Density density = density_of(uniform_samples(3, 1000));
  const std::vector<double> counts = density.counts(0, 0.5, 4);
  for (double count : counts) CHECK(count == Approx(125).margin(30));
  const std::vector<double> all = density.counts(-1, 1, 7);
  CHECK(std::accumulate(all.begin(), all.end(), 0.0) == Approx(1000));
  CHECK(all[0] == 0);
}

TEST_CASE("an atom at zero is counted in the bin that begins there") {
  const Density density = density_of({0, 0, 0, 1});
  CHECK(density.counts(-1, 1, 2) == std::vector<double>{0, 4});
}

TEST_CASE("rounding to the centres of equal parts costs a twelfth of their square") {
  // Uniform over [0, 1), 10 parts of 0.1.
  const Density density = density_of(uniform_samples(3, 100000));
  CHECK(density.rounding_loss(0.05, 0.1, 10) / 100000 == Approx(0.01 / 12).epsilon(0.02));
}

TEST_CASE("quantiles of nothing are zero") { CHECK(density_of({}).quantile(0.5) == 0); }
