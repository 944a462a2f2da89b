// Element types of tensors. Every format's reader maps its own numbers or names to these.
#pragma once

#include <cstdint>
#include <string_view>

#include "tensor/half.h"

namespace msquant {

enum class DType : uint8_t {
  kFloat32,
  kFloat16,
  kBFloat16,
  kFloat64,
  kInt8,
  kUInt8,
  kInt16,
  kUInt16,
  kInt32,
  kUInt32,
  kInt64,
  kUInt64,
  kBool
};

// Bytes of one element.
int64_t size_of(DType dtype);

// "float32", "int8", …
std::string_view name_of(DType dtype);

constexpr bool is_floating(DType dtype) { return dtype <= DType::kFloat64; }

// The DType of a C++ type: dtype_of<float> == DType::kFloat32.
template <class T>
constexpr DType dtype_of = T::no_dtype_for_this_type;
template <>
inline constexpr DType dtype_of<float> = DType::kFloat32;
template <>
inline constexpr DType dtype_of<Half> = DType::kFloat16;
template <>
inline constexpr DType dtype_of<BFloat16> = DType::kBFloat16;
template <>
inline constexpr DType dtype_of<double> = DType::kFloat64;
template <>
inline constexpr DType dtype_of<int8_t> = DType::kInt8;
template <>
inline constexpr DType dtype_of<uint8_t> = DType::kUInt8;
template <>
inline constexpr DType dtype_of<int16_t> = DType::kInt16;
template <>
inline constexpr DType dtype_of<uint16_t> = DType::kUInt16;
template <>
inline constexpr DType dtype_of<int32_t> = DType::kInt32;
template <>
inline constexpr DType dtype_of<uint32_t> = DType::kUInt32;
template <>
inline constexpr DType dtype_of<int64_t> = DType::kInt64;
template <>
inline constexpr DType dtype_of<uint64_t> = DType::kUInt64;
template <>
inline constexpr DType dtype_of<bool> = DType::kBool;

// Calls `visitor(T{})` with the C++ type of `dtype` and returns its result.
template <class Visitor>
decltype(auto) visit_dtype(DType dtype, Visitor&& visitor) {
  switch (dtype) {
    case DType::kFloat32:
      return visitor(float{});
    case DType::kFloat16:
      return visitor(Half{});
    case DType::kBFloat16:
      return visitor(BFloat16{});
    case DType::kFloat64:
      return visitor(double{});
    case DType::kInt8:
      return visitor(int8_t{});
    case DType::kUInt8:
      return visitor(uint8_t{});
    case DType::kInt16:
      return visitor(int16_t{});
    case DType::kUInt16:
      return visitor(uint16_t{});
    case DType::kInt32:
      return visitor(int32_t{});
    case DType::kUInt32:
      return visitor(uint32_t{});
    case DType::kInt64:
      return visitor(int64_t{});
    case DType::kUInt64:
      return visitor(uint64_t{});
    case DType::kBool:
      break;
  }
  return visitor(bool{});
}

}  // namespace msquant
