#include "base/exact_sum.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace msquant;

namespace {

double sum_of(const std::vector<double>& terms) {
  ExactSum sum;
  for (double term : terms) sum.add(term);
  return sum.value();
}

}  // namespace

TEST_CASE("an exact sum loses nothing to rounding") {
  CHECK(sum_of({}) == 0);
  CHECK(sum_of({0.1}) == 0.1);
  CHECK(sum_of({-0.1}) == -0.1);
  CHECK(sum_of({1e300, 1, -1e300}) == 1);
  CHECK(sum_of({1, 1e-300, -1}) == 1e-300);
  CHECK(sum_of({1, -1e-30}) == 1);
  const double largest = std::numeric_limits<double>::max();
  const double least = std::numeric_limits<double>::denorm_min();
  CHECK(sum_of({largest}) == largest);
  CHECK(sum_of({-least}) == -least);
  CHECK(sum_of({largest, least, -largest}) == least);
}

TEST_CASE("an exact sum does not depend on the order and the partition of its terms") {
  std::mt19937_64 random(1);
  std::vector<double> terms;
  for (int i = 0; i < 1000; ++i) {
    const double sign = random() % 2 == 0 ? 1 : -1;
    terms.push_back(sign *
                    std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200)));
  }
  const double whole = sum_of(terms);
  CHECK(whole == Approx(std::accumulate(terms.begin(), terms.end(), 0.0)));
  for (size_t parts : {2, 7}) {
    std::shuffle(terms.begin(), terms.end(), random);
    std::vector<ExactSum> partial(parts);
    for (size_t i = 0; i < terms.size(); ++i) partial[i % parts].add(terms[i]);
    ExactSum sum;
    for (const ExactSum& part : partial) sum.add(part);
    CHECK(sum.value() == whole);
  }
}

TEST_CASE("a term that is not finite makes the sum so") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(sum_of({1, infinity, -1e300}) == infinity);
  CHECK(std::isnan(sum_of({infinity, 1, -infinity})));
  CHECK(std::isnan(sum_of({std::nan(""), 1})));
}
