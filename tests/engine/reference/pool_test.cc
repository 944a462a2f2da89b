#include <catch2/catch.hpp>
#include <limits>

#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: MaxPool and AveragePool of ONNX's reference evaluator, on
// x = -1 - (arange(20) % 7).reshape(1, 1, 4, 5)

namespace {

Tensor image() { return run_operator(OpKind::kSub, {}, {vector({-1}), cycle({1, 1, 4, 5}, 7, 0)}); }

PoolAttrs window(Pair kernel, Padding padding) {
  PoolAttrs attrs;
  attrs.kernel = kernel;
  attrs.stride = {2, 2};
  attrs.padding = padding;
  return attrs;
}

const Padding kTopLeft{1, 0, 1, 0};

}  // namespace

TEST_CASE("reference max pooling: padding never wins") {
  const Tensor y = run_operator(OpKind::kMaxPool, window({3, 2}, kTopLeft), {image()});
  CHECK(y.shape() == Shape{1, 1, 2, 3});
  CHECK(elements(y) == std::vector<float>{-1, -1, -2, -2, -1, -1});
}

TEST_CASE("reference max pooling: ceil_mode adds the windows that hang over the edge") {
  PoolAttrs attrs = window({3, 2}, {});
  attrs.ceil_mode = true;
  CHECK(elements(run_operator(OpKind::kMaxPool, attrs, {image()})) ==
        std::vector<float>{-1, -1, -1, -2, -4, -1});
}

TEST_CASE("reference max pooling: NaN passes through") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor x = Tensor::from<float>({1, 1, 1, 4}, {1, nan, 2, 3});
  PoolAttrs attrs;
  attrs.kernel = attrs.stride = {1, 2};
  const std::vector<float> y = elements(run_operator(OpKind::kMaxPool, attrs, {x}));
  CHECK(std::isnan(y[0]));
  CHECK(y[1] == 3);
}

TEST_CASE("reference average pooling: with and without the padding in the count") {
  PoolAttrs attrs = window({3, 2}, kTopLeft);
  CHECK_THAT(elements(run_operator(OpKind::kAvgPool, attrs, {image()})),
             Catch::Approx(std::vector<float>{-3.5f, -3.25f, -3.5f, -4, -4.3333335f, -4}));
  attrs.count_include_pad = true;
  CHECK_THAT(elements(run_operator(OpKind::kAvgPool, attrs, {image()})),
             Catch::Approx(
                 std::vector<float>{-1.1666666f, -2.1666667f, -2.3333333f, -2, -4.3333335f, -4}));
}

TEST_CASE("reference average pooling: a window over the edge divides by what it sees") {
  PoolAttrs attrs = window({2, 2}, {});
  attrs.ceil_mode = true;
  CHECK(elements(run_operator(OpKind::kAvgPool, attrs, {image()})) ==
        std::vector<float>{-4, -2.5, -4, -3.5, -5.5, -3.5});
}

TEST_CASE("reference pooling: a window in the padding alone") {
  PoolAttrs attrs;
  attrs.padding = {0, 0, 1, 0};
  const Tensor x = Tensor::from<float>({1, 1, 1, 1}, {5});
  CHECK(elements(run_operator(OpKind::kAvgPool, attrs, {x})) == std::vector<float>{0, 5});
  CHECK(elements(run_operator(OpKind::kMaxPool, attrs, {x})) ==
        std::vector<float>{-std::numeric_limits<float>::infinity(), 5});
}
