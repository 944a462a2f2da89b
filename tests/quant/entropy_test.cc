#include "quant/entropy.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "quant/support/samples.h"

using namespace msquant;

namespace {

constexpr size_t kLevels = 256;

// What the paper and entropy.h say, step by step, of counts of positive numbers.
double divergence(std::vector<double> p, size_t bins) {
  const double outside =
      std::accumulate(p.begin() + static_cast<std::ptrdiff_t>(bins), p.end(), 0.0);
  p.resize(bins);
  const double inside = std::accumulate(p.begin(), p.end(), 0.0);
  std::vector<double> held(kLevels), used(kLevels);
  const auto level = [&](size_t bin) { return bin * kLevels / bins; };
  for (size_t i = 0; i < bins; ++i) held[level(i)] += p[i];
  p.back() += outside;
  for (size_t i = 0; i < bins; ++i) used[level(i)] += p[i] > 0 ? 1 : 0;
  double sum = 0;
  for (size_t i = 0; i < bins; ++i) {
    if (p[i] == 0) continue;
    const double real = p[i] / (inside + outside);
    const double quantized = held[level(i)] / used[level(i)] / inside;
    sum += quantized > 0 ? real * std::log(real / quantized) : HUGE_VAL;
  }
  return sum;
}

// Positive numbers with a tail, and as many zeros, as behind a ReLU.
std::vector<float> activations() {
  std::vector<float> x = uniform_samples(11, 60000);
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = i % 2 == 0 ? 0 : static_cast<float>(std::pow(-std::log(1 - x[i]), 1.5));
  }
  return x;
}

}  // namespace

TEST_CASE("entropy finds the threshold of the least divergence") {
  const std::vector<float> x = activations();
  TensorStats stats;
  stats.add({x.data(), static_cast<int64_t>(x.size())});
  const double width = stats.histogram().width();
  std::vector<double> counts(Histogram::kLastBin + 1);
  for (float value : x) {
    if (value != 0) ++counts[static_cast<size_t>(value / width)];
  }
  const auto most = static_cast<size_t>(std::ceil(stats.max() / width));
  size_t best = most;
  for (size_t bins = most; bins >= kLevels; --bins) {
    if (divergence(counts, bins) < divergence(counts, best)) best = bins;
  }
  REQUIRE(best > kLevels);
  REQUIRE(best < most);
  const Range range = entropy_range(stats, {});
  CHECK(range.min == 0);
  CHECK(range.max == static_cast<float>(static_cast<double>(best) * width));
}
