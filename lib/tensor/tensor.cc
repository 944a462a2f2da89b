#include "tensor/tensor.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tensor/memory.h"

namespace msquant {
namespace {

bool is_aligned(const void* memory, DType dtype) {
  return reinterpret_cast<uintptr_t>(memory) % static_cast<uintptr_t>(size_of(dtype)) == 0;
}

}  // namespace

Tensor Tensor::allocate(DType dtype, Shape shape) {
  Tensor tensor = uninitialized(dtype, std::move(shape));
  const auto bytes = static_cast<size_t>(tensor.byte_size());
  if (bytes < kHugePage) std::memset(const_cast<void*>(tensor.memory_), 0, bytes);
  return tensor;
}

Tensor Tensor::uninitialized(DType dtype, Shape shape) {
  const auto bytes = checked_byte_count(dtype, shape);
  MSQUANT_CHECK(bytes.has_value());
  Tensor tensor;
  tensor.dtype_ = dtype;
  tensor.shape_ = std::move(shape);
  const std::shared_ptr<void> memory = allocate_memory(static_cast<size_t>(*bytes));
  tensor.memory_ = memory.get();
  tensor.owner_ = memory;
  tensor.is_view_ = false;
  return tensor;
}

Tensor Tensor::view(DType dtype, Shape shape, const void* memory,
                    std::shared_ptr<const void> owner) {
  if (!is_aligned(memory, dtype)) {
    // Protobuf files place tensors at any byte; reading a float there would be undefined.
    Tensor copy = uninitialized(dtype, std::move(shape));
    std::memcpy(const_cast<void*>(copy.memory_), memory, static_cast<size_t>(copy.byte_size()));
    return copy;
  }
  Tensor tensor;
  tensor.dtype_ = dtype;
  tensor.shape_ = std::move(shape);
  tensor.memory_ = memory;
  tensor.owner_ = std::move(owner);
  return tensor;
}

Tensor Tensor::clone() const {
  Tensor copy = uninitialized(dtype_, shape_);
  if (size() > 0) {
    std::memcpy(const_cast<void*>(copy.memory_), memory_, static_cast<size_t>(byte_size()));
  }
  return copy;
}

Tensor Tensor::unshared() && {
  return !is_view_ && owner_.use_count() == 1 ? std::move(*this) : clone();
}

Tensor Tensor::to_float32() const {
  if (dtype_ == DType::kFloat32) return *this;
  Tensor result = uninitialized(DType::kFloat32, shape_);
  visit_dtype(dtype_, [&](auto zero) {
    using T = decltype(zero);
    const Span<const T> source = data<T>();
    std::transform(source.begin(), source.end(), result.mutable_data<float>().begin(),
                   [](T value) { return static_cast<float>(value); });
  });
  return result;
}

Tensor Tensor::reshaped(Shape shape) const {
  MSQUANT_CHECK(element_count(shape) == size());
  Tensor result = *this;
  result.shape_ = std::move(shape);
  return result;
}

}  // namespace msquant
