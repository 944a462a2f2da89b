#include "base/streams.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace msquant {

TEST_CASE("shared work is done once each, by any number of threads") {
  for (const int threads : {0, 1, 3, 16}) {
    INFO(threads);
    std::vector<std::atomic<int>> done(10);
    run_shared(threads, done.size(), [&](size_t item) { ++done[item]; });
    for (const auto& times : done) CHECK(times == 1);
  }
  run_shared(4, 0, [](size_t) { FAIL("there is no work"); });
}

TEST_CASE("of several failures the first item's is told, and no further work is begun") {
  for (const int threads : {1, 4}) {
    INFO(threads);
    std::atomic<size_t> begun{0};
    const auto work = [&](size_t item) {
      ++begun;
      if (item >= 3) throw std::runtime_error(std::to_string(item));
    };
    CHECK_THROWS_WITH(run_shared(threads, 1000, work), "3");
    CHECK(begun <= 3 + static_cast<size_t>(threads));
  }
}

}  // namespace msquant
