#include "data/sample_digest.h"

#include <catch2/catch.hpp>

#include "base/sha256.h"

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

std::string digest(const std::vector<int64_t>& order, float second, int passes = 1) {
  SampleDigest digest;
  const SampleSource watched =
      digest.watch({static_cast<int64_t>(order.size()),
                    [=](int64_t, int64_t) { return std::make_unique<Samples>(order, second); }});
  for (int pass = 0; pass < passes; ++pass) {
    const auto stream = watched();
    while (stream->next()) {
    }
  }
  return digest.hex();
}

}  // namespace

TEST_CASE("the digest of samples depends on them alone, not on who took them when or how often") {
  const std::string expected = digest({0, 1}, 2);
  CHECK(digest({1, 0}, 2) == expected);
  CHECK(digest({0, 1}, 2, 3) == expected);
  CHECK(digest({0, 1}, 3) != expected);
  CHECK(digest({0}, 2) != expected);
  CHECK(digest({}, 2) == sha256(""));
}
