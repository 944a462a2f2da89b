#include <catch2/catch.hpp>

#include "engine/reference/run_operator.h"

using namespace msquant;

TEST_CASE("reference bias runs along dimension 1") {
  CHECK(elements(
            run_operator(OpKind::kBiasAdd, {}, {cycle({2, 2, 1, 2}, 7, -3), vector({0.5, -1})})) ==
        std::vector<float>{-2.5, -1.5, -2, -1, 1.5, 2.5, 2, -4});
}

TEST_CASE("reference batch normalization") {
  // NumPy, float64: (x - mean) / sqrt(variance + 1e-5) * gamma + beta
  CHECK_THAT(elements(run_operator(OpKind::kBatchNorm, BatchNormAttrs{},
                                   {cycle({2, 2, 1, 2}, 7, -3), vector({2, 0.5}),
                                    vector({0.1f, -0.2f}), vector({0.5, -1}), vector({4, 0.25})})),
             Catch::Approx(std::vector<float>{-3.3999956f, -2.3999969f, -0.2f, 0.79998f,
                                              0.59999938f, 1.5999981f, 3.79992f, -2.19996f})
                 .epsilon(1e-6));
}

TEST_CASE("reference softmax along any axis") {
  // scipy.special.softmax
  const Tensor x = cycle({2, 3, 2}, 5, -2);
  CHECK_THAT(elements(run_operator(OpKind::kSoftmax, AxisAttrs{1}, {x})),
             Catch::Approx(std::vector<float>{0.01587624f, 0.1141952f, 0.11731043f, 0.84379473f,
                                              0.86681333f, 0.04201007f, 0.1141952f, 0.1141952f,
                                              0.84379473f, 0.84379473f, 0.04201007f, 0.04201007f})
                 .epsilon(1e-6));
  CHECK_THAT(elements(run_operator(OpKind::kSoftmax, AxisAttrs{2}, {x})),
             Catch::Approx(std::vector<float>{0.26894142f, 0.73105858f, 0.26894142f, 0.73105858f,
                                              0.98201379f, 0.01798621f, 0.26894142f, 0.73105858f,
                                              0.26894142f, 0.73105858f, 0.26894142f, 0.73105858f})
                 .epsilon(1e-6));
}

TEST_CASE("reference softmax of large inputs does not overflow") {
  CHECK_THAT(elements(run_operator(OpKind::kSoftmax, AxisAttrs{0}, {vector({1000, 1001, -1000})})),
             Catch::Approx(std::vector<float>{0.26894142f, 0.73105858f, 0}).epsilon(1e-6));
}
