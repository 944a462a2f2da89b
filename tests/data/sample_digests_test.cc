#include "data/sample_digests.h"

#include <catch2/catch.hpp>

#include "data/sample_list.h"

using namespace msquant;

namespace {

// Two samples of one number each, handed out in the order given.
class Samples : public SampleStream {
 public:
  Samples(std::vector<int64_t> order, float second) : order_(std::move(order)), second_(second) {}

  std::optional<Batch> next() override {
    if (taken_ == order_.size()) return std::nullopt;
    const int64_t index = order_[taken_++];
    return Batch{index, {Tensor::from({1}, std::vector<float>{index == 0 ? 1.0f : second_})}, {-1}};
  }
  int64_t sample_count() const override { return static_cast<int64_t>(order_.size()); }

 private:
  const std::vector<int64_t> order_;
  const float second_;
  size_t taken_ = 0;
};

using Digests = std::vector<std::string>;

Digests digests_of(const std::vector<int64_t>& order, float second, int passes = 1) {
  SampleDigests digests;
  const SampleSource watched =
      digests.watch({static_cast<int64_t>(order.size()),
                     [=](int64_t, int64_t) { return std::make_unique<Samples>(order, second); }});
  for (int pass = 0; pass < passes; ++pass) {
    const auto stream = watched();
    while (stream->next()) {
    }
  }
  return digests.all();
}

}  // namespace

TEST_CASE("the digests of samples depend on them alone, not on who took them when or how often") {
  const Digests expected = digests_of({0, 1}, 2);
  REQUIRE(expected.size() == 2);
  CHECK(digests_of({1, 0}, 2) == expected);
  CHECK(digests_of({0, 1}, 2, 3) == expected);
  CHECK(digests_of({0, 1}, 3)[0] == expected[0]);
  CHECK(digests_of({0, 1}, 3)[1] != expected[1]);
  CHECK(digests_of({}, 2).empty());
}

TEST_CASE("samples are held against digests up to the first that differs") {
  const Digests digests = digests_of({0, 1}, 2);
  const auto numbers = [](const std::vector<float>& values) {
    std::vector<ModelInputs> samples;
    for (float value : values) samples.push_back({Tensor::from({1}, std::vector<float>{value})});
    return SampleList(std::move(samples));
  };
  SampleList same = numbers({1, 2}), fewer = numbers({1}), more = numbers({1, 2, 3});
  CHECK(are_same(same, digests));
  CHECK_FALSE(are_same(fewer, digests));
  CHECK_FALSE(are_same(more, digests));
  SampleList others = numbers({5, 2});
  CHECK_FALSE(are_same(others, digests));
  CHECK(others.next().has_value());  // the second was not asked for
}
