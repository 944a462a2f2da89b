#include <catch2/catch.hpp>

#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: NumPy's mean of the same cycles.

TEST_CASE("reference mean over inner, outer and middle axes") {
  const auto mean = [](const Tensor& x, std::vector<int64_t> axes, bool keep_dims) {
    return run_operator(OpKind::kReduceMean, ReduceAttrs{std::move(axes), keep_dims}, {x});
  };
  CHECK_THAT(elements(mean(cycle({2, 2, 2, 3}, 7, -3), {2, 3}, false)),
             Catch::Approx(std::vector<float>{-0.5f, -0.33333333f, -0.16666667f, 0}));
  const Tensor kept = mean(cycle({2, 2, 3}, 7, -3), {0, 2}, true);
  CHECK(kept.shape() == Shape{1, 2, 1});
  CHECK_THAT(elements(kept), Catch::Approx(std::vector<float>{-1.3333333f, 0.5f}));
  CHECK(elements(mean(cycle({2, 2, 3}, 7, -3), {1}, false)) ==
        std::vector<float>{-1.5, -0.5, 0.5, 1, -1.5, -0.5});
  CHECK(elements(mean(vector({1, 2, 6}), {0}, false)) == std::vector<float>{3});
}
