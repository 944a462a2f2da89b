#include "quant/tensor_stats.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "quant/support/samples.h"

using namespace msquant;

namespace {

TensorStats stats_of(const std::vector<float>& elements) {
  TensorStats stats;
  stats.add(elements);
  return stats;
}

}  // namespace

TEST_CASE("minimum and maximum are exact wherever they stand") {
  // Lengths around the width of the vectors that the elements are read in.
  for (size_t length : {1, 2, 3, 4, 5, 7, 8, 9, 64, 67}) {
    for (size_t at = 0; at < length; ++at) {
      std::vector<float> elements(length, 1.5f);
      elements[at] = 0.1f;
      CHECK(stats_of(elements).min() == 0.1f);
      elements[at] = -2.7f;
      CHECK(stats_of(elements).min() == -2.7f);
      elements[at] = 3.3f;
      CHECK(stats_of(elements).max() == 3.3f);
      elements[at] = -0.0f;
      CHECK(stats_of(elements).zero_count() == 1);
    }
  }
}

TEST_CASE("statistics of values of one sign do not reach to zero") {
  CHECK(stats_of({3, 2}).min() == 2);
  CHECK(stats_of({-3, -2}).max() == -2);
}

TEST_CASE("NaN and infinities are counted apart and change nothing else") {
  const float inf = std::numeric_limits<float>::infinity();
  for (float bad : {std::nanf(""), inf, -inf}) {
    for (size_t at : {0, 3, 5}) {
      std::vector<float> elements{-1, 0, 2, 4, 0.5f, 3};
      elements[at] = bad;
      const TensorStats stats = stats_of(elements);
      elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(at));
      const TensorStats expected = stats_of(elements);
      CHECK(stats.non_finite_count() == 1);
      CHECK(stats.count() == 5);
      CHECK(stats.min() == expected.min());
      CHECK(stats.max() == expected.max());
      CHECK(stats.zero_count() == expected.zero_count());
      CHECK(stats.histogram().width() == expected.histogram().width());
    }
    CHECK(stats_of({bad, bad, bad, bad, bad}).count() == 0);
  }
}

TEST_CASE("statistics come back from their bytes, one after the other") {
  TensorStats stats = stats_of({-3, 0, 0.25f, 100});
  stats.add(std::vector<float>{std::numeric_limits<float>::infinity()});
  std::string bytes;
  stats.put_into(bytes);
  TensorStats().put_into(bytes);
  std::string_view rest = bytes;
  const TensorStats copy = TensorStats::taken_from(rest);
  CHECK(copy.count() == 4);
  CHECK(copy.zero_count() == 1);
  CHECK(copy.non_finite_count() == 1);
  CHECK(copy.min() == -3);
  CHECK(copy.max() == 100);
  CHECK(copy.histogram().width() == stats.histogram().width());
  for (int bin = -Histogram::kLastBin; bin <= Histogram::kLastBin; ++bin) {
    if (copy.histogram().count(bin) != stats.histogram().count(bin)) FAIL("bin " << bin);
  }
  CHECK(TensorStats::taken_from(rest).count() == 0);
  CHECK(rest.empty());
  CHECK_THROWS_AS(TensorStats::taken_from(rest), Error);
}

TEST_CASE("merged statistics equal those of the whole") {
  const std::vector<float> samples = bell_samples(3, 1000);
  const TensorStats whole = stats_of(samples);
  TensorStats merged;
  merged.merge(TensorStats());
  for (size_t i = 0; i < samples.size(); i += 100) {
    const auto from = samples.begin() + static_cast<std::ptrdiff_t>(i);
    merged.merge(stats_of({from, from + 100}));
  }
  merged.add(std::vector<float>());
  CHECK(merged.count() == 1000);
  CHECK(merged.min() == whole.min());
  CHECK(merged.max() == whole.max());
  CHECK(merged.histogram().width() == whole.histogram().width());
  CHECK(merged.histogram().count(100) == whole.histogram().count(100));
}
