// Values as bytes and back, for the processes of one run to tell each other what they found.
//
//   std::string bytes;
//   put(bytes, count);
//   put(bytes, name);
//   std::string_view rest = bytes;
//   const auto count = take<int64_t>(rest);
//   const auto name = take<std::string>(rest);
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"

namespace msquant {

// Numbers, and structs of them without padding, as they lie in memory.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

template <class T>
void put(std::string& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The length, then the text.
inline void put(std::string& bytes, const std::string& text) {
  put(bytes, static_cast<int64_t>(text.size()));
  bytes += text;
}

// Removes `size` bytes from the front. Throws Error(kInternal) if there are fewer.
inline std::string_view take_bytes(std::string_view& bytes, int64_t size) {
  MSQUANT_CHECK(size >= 0 && static_cast<uint64_t>(size) <= bytes.size());
  const std::string_view front = bytes.substr(0, static_cast<size_t>(size));
  bytes.remove_prefix(front.size());
  return front;
}

// Removes a value from the front. Throws Error(kInternal) if it is not all there.
template <class T>
T take(std::string_view& bytes) {
  if constexpr (std::is_same_v<T, std::string>) {
    const auto size = take<int64_t>(bytes);
    return std::string(take_bytes(bytes, size));
  } else {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, take_bytes(bytes, sizeof value).data(), sizeof value);
    return value;
  }
}

}  // namespace msquant
