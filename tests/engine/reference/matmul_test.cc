#include <catch2/catch.hpp>

#include "base/error.h"
#include "engine/reference/run_operator.h"

using namespace msquant;

// Expected values: NumPy's matmul of the same cycles.

namespace {

Tensor transposed(const Tensor& tensor) {
  return run_operator(OpKind::kTranspose, TransposeAttrs{{1, 0}}, {tensor});
}

}  // namespace

TEST_CASE("reference matrix product: every transpose, with and without bias") {
  const Tensor a = cycle({2, 3}, 5, -2), b = cycle({3, 4}, 7, -3);
  for (bool transpose_a : {false, true}) {
    for (bool transpose_b : {false, true}) {
      const MatMulAttrs attrs{transpose_a, transpose_b};
      std::vector<Tensor> inputs{transpose_a ? transposed(a) : a, transpose_b ? transposed(b) : b};
      CHECK(elements(run_operator(OpKind::kMatMul, attrs, inputs)) ==
            std::vector<float>{5, 2, -1, 3, 3, 4, 5, -8});
      inputs.push_back(vector({0.5, -0.5, 1, 2}));
      CHECK(elements(run_operator(OpKind::kMatMul, attrs, inputs)) ==
            std::vector<float>{5.5, 1.5, 0, 5, 3.5, 3.5, 6, -6});
    }
  }
}

TEST_CASE("reference matrix product: batches broadcast") {
  const Tensor y = run_operator(OpKind::kMatMul, MatMulAttrs{},
                                {cycle({2, 1, 2, 3}, 5, -2), cycle({2, 3, 2}, 7, -3)});
  CHECK(y.shape() == Shape{2, 2, 2, 2});
  CHECK(elements(y) ==
        std::vector<float>{7, 4, -7, -6, -4, 7, -1, -7, 4, 4, -5, -6, -3, 4, 10, -5});
}

TEST_CASE("reference matrix product: int8 operands give exact int32 sums") {
  CHECK(elements<int32_t>(run_operator(
            OpKind::kMatMul, MatMulAttrs{},
            {cycle<int8_t>({2, 3}, 256, -128, 37), cycle<int8_t>({3, 2}, 255, -127, 29),
             Tensor::from<int32_t>({2}, {5, -70000})})) ==
        std::vector<int32_t>{23134, -54788, 157, -68108});
}

TEST_CASE("reference matrix product: an int32 overflow is a model error that names the node") {
  const Tensor a = Tensor::from<int8_t>({1, 1}, {-1}), b = Tensor::from<int8_t>({1, 1}, {1});
  const Tensor bias = Tensor::from<int32_t>({1}, {-2147483647 - 1});
  try {
    run_operator(OpKind::kMatMul, MatMulAttrs{}, {a, b, bias});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK(error.where() == "node 'node' (MatMul)");
  }
}

TEST_CASE("reference matrix product: sums do not lose small terms") {
  // float32 would drop the 1 beside 1e8.
  CHECK(elements(run_operator(OpKind::kMatMul, MatMulAttrs{},
                              {Tensor::from<float>({1, 3}, {1e8f, 1, -1e8f}),
                               Tensor::from<float>({3, 1}, {1, 1, 1})})) == std::vector<float>{1});
}
