// A pointer and a length, for passing elements around (std::span is C++20).
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace msquant {

template <class T>
class Span {
 public:
  Span() = default;
  Span(T* data, int64_t size) : data_(data), size_(size) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a vector is a span, as in std::span.
  Span(const std::vector<std::remove_const_t<T>>& elements)
      : data_(elements.data()), size_(static_cast<int64_t>(elements.size())) {}

  T* data() const { return data_; }
  int64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](int64_t i) const { return data_[i]; }
  T* begin() const { return data_; }
  T* end() const { return data_ + size_; }

  // The elements from `offset` on, `count` of them. Throws Error(kInternal) if out of range.
  Span subspan(int64_t offset, int64_t count) const {
    MSQUANT_CHECK(offset >= 0 && count >= 0 && offset <= size_ - count);
    return {data_ + offset, count};
  }

 private:
  T* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace msquant
