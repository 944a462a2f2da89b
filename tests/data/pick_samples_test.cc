#include "data/pick_samples.h"

#include <catch2/catch.hpp>
#include <set>

using namespace msquant;

namespace {

using Indexes = std::vector<int64_t>;

// Classes 0, 1 and 2 with 3, 1 and 2 samples.
const std::vector<int> kThreeClasses{0, 0, 0, 1, 2, 2};

std::vector<int> labels_at(const std::vector<int>& labels, const Indexes& indexes) {
  std::vector<int> chosen;
  for (int64_t index : indexes) chosen.push_back(labels.at(static_cast<size_t>(index)));
  return chosen;
}

}  // namespace

TEST_CASE("samples are picked round-robin over the classes") {
  CHECK(pick_samples(kThreeClasses, 4, {}) == Indexes{0, 3, 4, 1});
  CHECK(labels_at(kThreeClasses, pick_samples(kThreeClasses, 100, {})) ==
        std::vector<int>{0, 1, 2, 0, 2, 0});
  CHECK(pick_samples(kThreeClasses, 0, {}).empty());
  CHECK(pick_samples({}, 5, {}).empty());
}

TEST_CASE("the samples of a class are spread evenly over it") {
  std::vector<int> labels(13, 0);
  for (size_t i = 10; i < 13; ++i) labels[i] = 1;
  CHECK(pick_samples(labels, 6, {}) == Indexes{0, 10, 3, 11, 6, 12});
}

TEST_CASE("without labels the samples are spread evenly over all") {
  CHECK(pick_samples(std::vector<int>(10, -1), 4, {}) == Indexes{0, 2, 5, 7});
}

TEST_CASE("a seed shuffles within the classes, the same way everywhere") {
  CHECK(pick_samples(std::vector<int>(10, 0), 10, 42) == Indexes{1, 7, 9, 0, 3, 8, 4, 2, 5, 6});
  const Indexes picked = pick_samples(kThreeClasses, 6, 7);
  CHECK(labels_at(kThreeClasses, picked) == std::vector<int>{0, 1, 2, 0, 2, 0});
  CHECK(std::set<int64_t>(picked.begin(), picked.end()).size() == 6);
}
