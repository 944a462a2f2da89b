#include <catch2/catch.hpp>
#include <limits>

#include "engine/reference/run_operator.h"

using namespace msquant;

namespace {

Tensor cast(const Tensor& x, DType to) { return run_operator(OpKind::kCast, CastAttrs{to}, {x}); }

}  // namespace

TEST_CASE("reference cast to float16 rounds to nearest even") {
  // numpy.float32([...]).astype(float16)
  CHECK(half_elements(cast(vector({0.1f, 2049, 2051, 1e6f}), DType::kFloat16)) ==
        std::vector<float>{0.0999755859375f, 2048, 2052, std::numeric_limits<float>::infinity()});
  CHECK(elements(cast(to_half(vector({0.1f})), DType::kFloat32)) ==
        std::vector<float>{0.0999755859375f});
}

TEST_CASE("reference cast from float to integer truncates and saturates") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor x = vector({1.9f, -1.9f, 127.5f, 300, -300, infinity, -infinity, nan});
  CHECK(elements<int8_t>(cast(x, DType::kInt8)) ==
        std::vector<int8_t>{1, -1, 127, 127, -128, 127, -128, 0});
  CHECK(elements<uint8_t>(cast(x, DType::kUInt8)) ==
        std::vector<uint8_t>{1, 0, 127, 255, 0, 255, 0, 0});
  CHECK(elements<int64_t>(cast(vector({1e30f, -1e30f}), DType::kInt64)) ==
        std::vector<int64_t>{std::numeric_limits<int64_t>::max(),
                             std::numeric_limits<int64_t>::min()});
}

TEST_CASE("reference cast between integers keeps the low bits; bool is not zero") {
  const Tensor x = Tensor::from<int32_t>({3}, {-1, 0, 300});
  CHECK(elements<int8_t>(cast(x, DType::kInt8)) == std::vector<int8_t>{-1, 0, 44});
  CHECK(elements<uint8_t>(cast(x, DType::kUInt8)) == std::vector<uint8_t>{255, 0, 44});
  const Tensor truth = cast(x, DType::kBool);
  CHECK(truth.data<bool>()[0]);
  CHECK_FALSE(truth.data<bool>()[1]);
  CHECK(elements<int64_t>(cast(truth, DType::kInt64)) == std::vector<int64_t>{1, 0, 1});
}
