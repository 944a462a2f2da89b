#include "formats/checkpoint/checksum.h"

#include <libdeflate.h>

#include <string>

#include "formats/checkpoint/checkpoint_error.h"

namespace msquant {
namespace {

constexpr std::string_view kMark = "crc_num";
constexpr size_t kNumberSize = 10;
constexpr size_t kTrailerSize = kMark.size() + kNumberSize;

std::string big_endian(uint32_t value) {
  std::string bytes(kNumberSize, '\0');
  for (size_t i = 0; i < sizeof value; ++i) {
    bytes[kNumberSize - 1 - i] = static_cast<char>(value >> (8 * i) & 0xFFu);
  }
  return bytes;
}

}  // namespace

uint32_t crc32_of(std::string_view bytes, uint32_t crc) {
  return ::libdeflate_crc32(crc, bytes.data(), bytes.size());
}

std::string_view without_crc_trailer(const std::filesystem::path& file, std::string_view bytes,
                                     bool verify) {
  if (bytes.size() < kTrailerSize) return bytes;
  const std::string_view body = bytes.substr(0, bytes.size() - kTrailerSize);
  const std::string_view trailer = bytes.substr(body.size());
  if (trailer.substr(0, kMark.size()) != kMark) return bytes;
  if (verify && trailer.substr(kMark.size()) != big_endian(crc32_of(body))) fail_checksum(file);
  return body;
}

void fail_checksum(const std::filesystem::path& file) {
  fail_checkpoint(file, "", "its content does not match the CRC stored in it: bytes have changed");
}

}  // namespace msquant
