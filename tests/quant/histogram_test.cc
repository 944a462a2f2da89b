#include "quant/histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "quant/support/samples.h"

using namespace msquant;

namespace {

void add(Histogram& histogram, Span<const float> elements) {
  float largest = 0;
  for (float x : elements) largest = std::max(largest, std::abs(x));
  Histogram::Sweep sweep(histogram);
  constexpr int64_t kBlock = Histogram::Sweep::kBlock;
  for (int64_t i = 0; i < elements.size(); i += kBlock) {
    sweep.add(elements.subspan(i, std::min(kBlock, elements.size() - i)), -largest, largest);
  }
}

std::vector<int64_t> counts(const Histogram& histogram) {
  std::vector<int64_t> result;
  for (int bin = -Histogram::kLastBin; bin <= Histogram::kLastBin; ++bin) {
    result.push_back(histogram.count(bin));
  }
  return result;
}

void check_equal(const Histogram& a, const Histogram& b) {
  CHECK(a.width() == b.width());
  CHECK(counts(a) == counts(b));
}

// Magnitudes from denormal to the largest float, both signs, many zeros, grown over time.
std::vector<float> wild_samples() {
  std::vector<float> samples = bell_samples(11, 20000);
  for (size_t i = 0; i < samples.size(); ++i) {
    if (i % 3 == 0) samples[i] = 0;
    if (i % 7 == 0) samples[i] = std::ldexp(samples[i], static_cast<int>(i % 290) - 165);
  }
  samples.push_back(std::numeric_limits<float>::max());
  samples.push_back(-std::numeric_limits<float>::denorm_min());
  return samples;
}

}  // namespace

TEST_CASE("a histogram's bins hold the values between their edges") {
  Histogram histogram;
  add(histogram, std::vector<float>{-3, -1, -0.5f, 0, 0.5f, 1, 1.75f});
  // 3 is below 4 = 2048 * 2^-9.
  REQUIRE(histogram.width() == std::ldexp(1.0, -9));
  CHECK(histogram.count(-1536) == 1);
  CHECK(histogram.count(-512) == 1);
  CHECK(histogram.count(0) == 1);
  CHECK(histogram.count(256) == 1);
  CHECK(histogram.count(512) == 1);
  CHECK(histogram.lower_edge(512) == 1);
  CHECK(histogram.upper_edge(-512) == -1);
  CHECK(histogram.lower_edge(0) == -histogram.width());
  CHECK(histogram.upper_edge(0) == histogram.width());
}

TEST_CASE("a value equal to a power of two still has a bin") {
  for (float x : {1.0f, 2.0f, std::ldexp(1.0f, -149), std::ldexp(1.0f, 127)}) {
    Histogram histogram;
    add(histogram, std::vector<float>{x, -x});
    const std::vector<int64_t> all = counts(histogram);
    CHECK(std::accumulate(all.begin(), all.end(), int64_t{0}) == 2);
  }
}

TEST_CASE("counts do not depend on order, batches or merging") {
  const std::vector<float> samples = wild_samples();
  Histogram whole;
  add(whole, samples);

  SECTION("one value at a time") {
    Histogram histogram;
    for (float x : samples) add(histogram, std::vector<float>{x});
    check_equal(histogram, whole);
  }
  SECTION("shuffled") {
    std::vector<float> shuffled = samples;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(1));
    Histogram histogram;
    add(histogram, shuffled);
    check_equal(histogram, whole);
  }
  SECTION("in parts, merged in reverse order") {
    const int64_t parts = GENERATE(2, 3, 4, 7);
    std::vector<Histogram> partial(static_cast<size_t>(parts));
    for (size_t i = 0; i < samples.size(); ++i) {
      add(partial[i % partial.size()], std::vector<float>{samples[i]});
    }
    Histogram merged;
    for (auto it = partial.rbegin(); it != partial.rend(); ++it) merged.merge(*it);
    check_equal(merged, whole);
  }
  SECTION("merged pairwise, the wide into the narrow and the narrow into the wide") {
    const Span<const float> all(samples);
    Histogram first, second;
    add(first, all.subspan(0, 500));
    add(second, all.subspan(500, all.size() - 500));
    Histogram a = first, b = second;
    a.merge(second);
    b.merge(first);
    check_equal(a, whole);
    check_equal(b, whole);
  }
}
