#include "formats/encryption.h"

namespace msquant {

std::optional<std::string_view> encryption_of(std::string_view bytes) {
  // The numbers 0x7F3A5ED8 to 0x7F3A5EDA, little-endian; see crypto.h of MindSpore.
  if (bytes.size() < 4 || bytes.substr(1, 3) != "\x5E\x3A\x7F") return std::nullopt;
  switch (bytes[0]) {
    case '\xD8':
      return "AES-GCM";
    case '\xD9':
      return "AES-CBC";
    case '\xDA':
      return "SM4-CBC";
    default:
      return std::nullopt;
  }
}

}  // namespace msquant
