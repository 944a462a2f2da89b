#include "tune/fallback_search.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace msquant;

namespace {

// A model that meets the target if and only if all of `culprits` are float.
struct Search {
  size_t count;
  std::set<size_t> culprits;
  size_t most_attempts = 1000;
  std::vector<FloatRanks> attempts{};
  FloatRanks best{};

  bool run() {
    return search_fallback(count, [&](const FloatRanks& ranks) -> std::optional<bool> {
      if (attempts.size() == most_attempts) return std::nullopt;
      attempts.push_back(ranks);
      const bool is_met =
          std::includes(ranks.begin(), ranks.end(), culprits.begin(), culprits.end());
      if (is_met) best = ranks;
      return is_met;
    });
  }
};

}  // namespace

TEST_CASE("a model that is good enough as it is needs one attempt") {
  Search search{20, {}};
  CHECK(search.run());
  CHECK(search.attempts == std::vector<FloatRanks>{{}});
}

TEST_CASE("exactly the layers that are needed stay float, wherever they rank") {
  for (const std::set<size_t>& culprits :
       {std::set<size_t>{0}, {0, 1}, {3}, {18}, {0, 5}, {2, 7, 11}}) {
    Search search{20, culprits};
    CHECK(search.run());
    CHECK(std::set<size_t>(search.best.begin(), search.best.end()) == culprits);
  }
}

TEST_CASE("the number of worst layers is found by halving") {
  Search search{1000, {0}};
  CHECK(search.run());
  CHECK(search.attempts.size() <= 1 + 10 + 1);
}

TEST_CASE("at least one layer stays quantized") {
  Search search{4, {0, 1, 2, 3}};
  CHECK(search.run());
  for (const FloatRanks& ranks : search.attempts) CHECK(ranks.size() < 4);
  CHECK(search.best.empty());
  Search single{1, {0}};
  CHECK(single.run());
  CHECK(single.attempts.size() == 1);
  Search none{0, {}};
  CHECK(none.run());
}

TEST_CASE("an attempt can stop the search at any point") {
  Search whole{20, {2, 7}};
  whole.run();
  for (size_t most = 0; most < whole.attempts.size(); ++most) {
    Search cut{20, {2, 7}, most};
    CHECK_FALSE(cut.run());
    CHECK(std::equal(cut.attempts.begin(), cut.attempts.end(), whole.attempts.begin()));
  }
}
