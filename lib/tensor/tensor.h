// A run-time-typed dense array in C order. It owns its memory or views memory that somebody keeps
// alive (a mapped file). Copies of a Tensor are cheap and share the elements; clone() copies them.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "tensor/dtype.h"
#include "tensor/shape.h"
#include "tensor/span.h"

namespace msquant {

class Tensor {
 public:
  // An empty float32 tensor of shape [0].
  Tensor() = default;

  // Zeroed memory, aligned to 64 bytes. Throws Error(kInternal) if the shape is invalid.
  static Tensor allocate(DType dtype, Shape shape);

  // The same without zeroing, for memory that is about to be filled.
  static Tensor uninitialized(DType dtype, Shape shape);

  // A view of foreign memory, which `owner` keeps alive. The memory need not be aligned; elements
  // of an unaligned view are copied first (see data()).
  static Tensor view(DType dtype, Shape shape, const void* memory,
                     std::shared_ptr<const void> owner);

  // A tensor of the given elements. Throws Error(kInternal) if their number does not fit the shape.
  template <class T>
  static Tensor from(Shape shape, const std::vector<T>& elements);

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  int64_t size() const { return element_count(shape_); }
  int64_t byte_size() const { return size() * size_of(dtype_); }
  const void* raw() const { return memory_; }

  // The elements. Throws Error(kInternal) unless T is the tensor's type.
  template <class T>
  Span<const T> data() const;

  // The elements for writing. Only for a tensor made by allocate(), from() or clone().
  template <class T>
  Span<T> mutable_data();

  // A copy with memory of its own.
  Tensor clone() const;

  // The tensor itself if nobody else can see its memory, else a copy. For filling it anew.
  Tensor unshared() &&;

  // The same elements converted to float32; returns *this, without a copy, if they already are.
  Tensor to_float32() const;

  // The same elements under another shape. Throws Error(kInternal) if the counts differ.
  Tensor reshaped(Shape shape) const;

 private:
  DType dtype_ = DType::kFloat32;
  Shape shape_{0};
  const void* memory_ = nullptr;
  std::shared_ptr<const void> owner_;
  bool is_view_ = true;
};

template <class T>
Tensor Tensor::from(Shape shape, const std::vector<T>& elements) {
  Tensor tensor = uninitialized(dtype_of<T>, std::move(shape));
  MSQUANT_CHECK(tensor.size() == static_cast<int64_t>(elements.size()));
  std::copy(elements.begin(), elements.end(), tensor.mutable_data<T>().begin());
  return tensor;
}

template <class T>
Span<const T> Tensor::data() const {
  MSQUANT_CHECK(dtype_of<T> == dtype_);
  return {static_cast<const T*>(memory_), size()};
}

template <class T>
Span<T> Tensor::mutable_data() {
  MSQUANT_CHECK(dtype_of<T> == dtype_ && !is_view_);
  return {static_cast<T*>(const_cast<void*>(memory_)), size()};
}

}  // namespace msquant
