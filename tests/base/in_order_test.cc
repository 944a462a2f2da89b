#include "base/in_order.h"

#include <catch2/catch.hpp>
#include <vector>

#include "base/streams.h"

using namespace msquant;

TEST_CASE("results are consumed in the order of their index, as early as possible") {
  std::vector<int> seen;
  InOrder<int> results([&](int result) { seen.push_back(result); });
  results.add(2, 20);
  CHECK(seen.empty());
  results.add(0, 0);
  CHECK(seen == std::vector<int>{0});
  results.add(1, 10);
  CHECK(seen == std::vector<int>{0, 10, 20});
}

TEST_CASE("results of several streams come one at a time and in order") {
  std::vector<int> seen;
  InOrder<int> results([&](int result) { seen.push_back(result); });
  run_streams(4, [&](int stream) {
    for (int i = 3 - stream; i < 400; i += 4) results.add(i, i);
  });
  std::vector<int> expected;
  for (int i = 0; i < 400; ++i) expected.push_back(i);
  CHECK(seen == expected);
}
