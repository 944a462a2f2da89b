#include "tensor/tensor.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

TEST_CASE("an allocated tensor is zero and aligned") {
  const Tensor tensor = Tensor::allocate(DType::kFloat32, {3, 5});
  CHECK(reinterpret_cast<uintptr_t>(tensor.raw()) % 64 == 0);
  for (float value : tensor.data<float>()) CHECK(value == 0);
}

TEST_CASE("a view shares memory, an unaligned one copies it") {
  alignas(8) static const float kElements[3] = {1, 2, 3};
  const auto owner = std::make_shared<int>(0);
  const Tensor aligned = Tensor::view(DType::kFloat32, {2}, kElements, owner);
  CHECK(aligned.raw() == kElements);
  CHECK(owner.use_count() == 2);
  char bytes[9] = {};
  std::memcpy(bytes + 1, kElements, 8);
  const Tensor copied = Tensor::view(DType::kFloat32, {2}, bytes + 1, nullptr);
  CHECK(copied.data<float>()[1] == 2);
}

TEST_CASE("a clone is independent, a copy is not") {
  Tensor tensor = Tensor::from<int32_t>({2}, {1, 2});
  const Tensor same = tensor;
  const Tensor clone = tensor.clone();
  tensor.mutable_data<int32_t>()[0] = 9;
  CHECK(same.data<int32_t>()[0] == 9);
  CHECK(clone.data<int32_t>()[0] == 1);
}

TEST_CASE("memory that nobody else sees is taken over, other is copied") {
  Tensor own = Tensor::from<float>({2}, {1, 2});
  const void* const memory = own.raw();
  CHECK(std::move(own).unshared().raw() == memory);

  Tensor shared = Tensor::from<float>({2}, {1, 2});
  const Tensor other = shared;
  Tensor copied = std::move(shared).unshared();
  copied.mutable_data<float>()[0] = 5;
  CHECK(other.data<float>()[0] == 1);

  static const float kForeign[2] = {1, 2};
  const Tensor foreign = Tensor::view(DType::kFloat32, {2}, kForeign, nullptr).unshared();
  CHECK(foreign.raw() != kForeign);
  CHECK(foreign.data<float>()[1] == 2);
}

TEST_CASE("conversion to float32 covers every type and copies nothing it need not") {
  const Tensor halves = Tensor::from<Half>({2}, {Half(1.5f), Half(-2)});
  CHECK(halves.to_float32().data<float>()[0] == 1.5f);
  CHECK(Tensor::from<int8_t>({1}, {-5}).to_float32().data<float>()[0] == -5);
  const Tensor floats = Tensor::from<float>({1}, {1});
  CHECK(floats.to_float32().raw() == floats.raw());
}

TEST_CASE("asking for the wrong type is a bug that is caught") {
  const Tensor tensor = Tensor::allocate(DType::kFloat32, {1});
  CHECK_THROWS_AS(tensor.data<int8_t>(), Error);
  CHECK_THROWS_AS(tensor.reshaped({2}), Error);
}
