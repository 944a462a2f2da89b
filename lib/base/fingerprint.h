// A short name for a lot of bytes: equal input gives an equal name, on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace msquant {

// 64-bit FNV-1a (Fowler, Noll, Vo). It tells apart what differs by accident; it is no protection
// against anybody who wants two names to be equal.
class Fingerprint {
 public:
  void add(std::string_view bytes);

  // 16 hexadecimal digits.
  std::string text() const;

 private:
  void add_byte(uint8_t byte);

  uint64_t state_ = 0xcbf29ce484222325u;
};

}  // namespace msquant
