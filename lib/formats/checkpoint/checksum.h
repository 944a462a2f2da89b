// The CRC that MindSpore writes with save_checkpoint(crc_check=True).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace msquant {

// CRC-32 as of zlib over `bytes`, continued from `crc`.
uint32_t crc32_of(std::string_view bytes, uint32_t crc = 0);

// `bytes` of a .ckpt file without the trailer that holds its CRC, if there is one: "crc_num" and
// ten bytes, the CRC of everything before as a big-endian number. Throws Error(kModel) if `verify`
// is set and the CRC does not match.
std::string_view without_crc_trailer(const std::filesystem::path& file, std::string_view bytes,
                                     bool verify);

// Throws the Error(kModel) of a CRC that does not match.
[[noreturn]] void fail_checksum(const std::filesystem::path& file);

}  // namespace msquant
