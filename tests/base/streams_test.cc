#include "base/streams.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace msquant {
namespace {

// Ten seconds of work.
void loop_over_images() {
  for (int image = 0; image < 10000; ++image) {
    throw_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

TEST_CASE("every stream runs, each with its own number") {
  std::atomic<int> seen{0};
  run_streams(4, [&](int stream) { seen += 1 << (4 * stream); });
  CHECK(seen == 0x1111);
}

TEST_CASE("a stream that fails ends the others at their next image, and its error is thrown") {
  for (int failing : {0, 1, 2}) {
    std::atomic<int> finished{0};
    const auto work = [&](int stream) {
      if (stream == failing) throw std::runtime_error("image 7 is bad");
      loop_over_images();
      ++finished;
    };
    CHECK_THROWS_WITH(run_streams(3, work), "image 7 is bad");
    CHECK(finished == 0);
  }
}

TEST_CASE("streams after those that failed are not ended") {
  CHECK_THROWS(run_streams(2, [](int) { throw std::runtime_error("bad"); }));
  CHECK_NOTHROW(throw_if_interrupted());
  CHECK_NOTHROW(run_streams(2, [](int) { throw_if_interrupted(); }));
}

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
