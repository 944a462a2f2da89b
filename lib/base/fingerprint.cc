#include "base/fingerprint.h"

namespace msquant {

void Fingerprint::add(std::string_view bytes) {
  for (const char c : bytes) add_byte(static_cast<uint8_t>(c));
  // The length, so that "ab" and "c" are not "a" and "bc".
  for (size_t rest = bytes.size(), i = 0; i < sizeof rest; ++i, rest >>= 8) {
    add_byte(static_cast<uint8_t>(rest));
  }
}

void Fingerprint::add_byte(uint8_t byte) { state_ = (state_ ^ byte) * 0x100000001b3u; }

std::string Fingerprint::text() const {
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[(state_ >> shift) & 15];
  return digits;
}

}  // namespace msquant
