#include "quant/ifmr.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "quant/support/ifmr_exact.h"
#include "quant/support/samples.h"
#include "support/shared.h"
#include "tensor/half.h"

using namespace msquant;

namespace {

// The scale found from statistics may cost this much more than the best one on the raw data.
constexpr double kLossTolerance = 0.001;

std::vector<float> generate(const std::string& name) {
  if (name == "zeros") return std::vector<float>(20000, 0.0f);
  std::vector<float> x = name == "uniform01"     ? uniform_samples(3, 20000)
                         : name == "signed"      ? bell_samples(1, 20000)
                         : name == "relu"        ? bell_samples(2, 20000)
                         : name == "nonpositive" ? bell_samples(4, 20000)
                                                 : bell_samples(5, 20000);
  for (float& v : x) {
    if (name == "relu") v = std::max(v, 0.0f);
    if (name == "nonpositive") v = std::min(v, 0.0f);
  }
  if (name == "outlier") x[7] = 300;
  return x;
}

TensorStats stats_of(Span<const float> elements) {
  TensorStats stats;
  stats.add(elements);
  return stats;
}

void check_near_optimum(Span<const float> elements) {
  const ExactIfmr exact = ifmr_exact(elements);
  const QuantParams found = activation_params(ifmr_range(stats_of(elements), {}));
  const double loss = exact_loss(elements, found.scale[0], found.zero_point[0]);
  INFO("scale " << found.scale[0] << " costs " << loss << ", the best " << exact.params.scale[0]
                << " costs " << exact.loss);
  CHECK(loss <= exact.loss * (1 + kLossTolerance));
}

}  // namespace

TEST_CASE("IFMR agrees with the operator's formula on the golden cases") {
  const auto file = shared_file("golden/ifmr_cases.json");
  MSQUANT_SKIP_WITHOUT(file);
  const auto document = nlohmann::json::parse(read_file(file));
  for (const auto& golden : document.at("cases")) {
    const std::string name = golden.at("name");
    const std::vector<float> elements = generate(name);
    INFO(name);
    const TensorStats stats = stats_of(elements);
    CHECK(stats.min() == golden.at("min").get<float>());
    CHECK(stats.max() == golden.at("max").get<float>());

    const ExactIfmr exact = ifmr_exact(elements);
    const auto bits = std::stoul(golden.at("scale_hex").get<std::string>(), nullptr, 16);
    CHECK(detail::bits_from_float(exact.params.scale[0]) == bits);
    CHECK(exact.params.zero_point[0] == golden.at("offset").get<int>());
    CHECK(exact.best_step == golden.at("best_step").get<int>());
    CHECK(exact.max_index == golden.at("max_index").get<int>());
    CHECK(exact.min_index == golden.at("min_index").get<int>());
    CHECK(exact.max_init == golden.at("max_init").get<float>());

    if (exact.best_step < 0) {
      CHECK(activation_params(ifmr_range(stats, {})) == exact.params);
    } else {
      CHECK(exact.loss == Approx(golden.at("loss").get<double>()));
      check_near_optimum(elements);
    }
  }
}

TEST_CASE("IFMR on statistics is as good as on the raw data") {
  std::vector<float> elements = bell_samples(6, 100000);
  SECTION("a heavy tail") {
    for (float& x : elements) x = x * x * x;
  }
  SECTION("one-sided, saturated at 6 as after a ReLU6") {
    for (float& x : elements) x = std::clamp(4 * x, 0.0f, 6.0f);
  }
  SECTION("all values within a narrow band far from zero") {
    for (float& x : elements) x = 100 + 0.01f * x;
  }
  SECTION("tiny values") {
    for (float& x : elements) x *= 1e-3f;
  }
  SECTION("huge values") {
    for (float& x : elements) x *= 1e30f;
  }
  SECTION("few values") { elements.resize(10); }
  check_near_optimum(elements);
}

TEST_CASE("IFMR keeps the bulk of the data where the operator's 128 bins lose it in one") {
  // Two values in 2.5 million lie above the percentile, and 1,000 times as far out as the rest.
  std::vector<float> elements = bell_samples(7, 2500000);
  elements[3] = elements[500000] = 3000;
  const ExactIfmr operator_result = ifmr_exact(elements);
  CHECK(operator_result.max_init == 0);

  const Range range = ifmr_range(stats_of(elements), {});
  CHECK(range.min < -3);
  CHECK(range.max > 2.5f);
  CHECK(range.max < 5);
}

TEST_CASE("IFMR tries both ends of its search range") {
  std::vector<float> x(2000, 0.0f);
  std::fill(x.begin() + 1000, x.end(), 1.0f);
  RangeOptions options;
  options.search_range_start = 1;
  options.search_range_end = 1.1;
  options.search_step = 0.1;
  // The last of 128 bins ends at 1, but its lower edge counts: only the second step reaches 1.
  const Range range = ifmr_range(stats_of({x.data(), 2000}), options);
  CHECK(range.max == Approx(1.1 * 127 / 128));
}

TEST_CASE("IFMR gives a usable range for any statistics") {
  CHECK(activation_params(ifmr_range(TensorStats(), {})) == QuantParams{{1.0f}, {-128}, -1});
  CHECK(activation_params(ifmr_range(stats_of(std::vector<float>(5, 1e-30f)), {})) ==
        QuantParams{{1.0f}, {-128}, -1});
  const std::vector<float> constant(5, 2.0f);
  const QuantParams params = activation_params(ifmr_range(stats_of(constant), {}));
  CHECK(exact_loss(constant, params.scale[0], params.zero_point[0]) < 1e-12);
}
