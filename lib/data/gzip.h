// gzip files (RFC 1952), unpacked in memory.
#pragma once

#include <string>
#include <string_view>

namespace msquant {

bool is_gzip(std::string_view bytes);

// The first `most` bytes of what a gzip file holds, or all if there are fewer. Memory grows with
// what really comes out, not with what the file declares. Throws Error(kData) naming `file` if the
// stream is damaged or ends early.
std::string unpack_gzip(std::string_view packed, size_t most, const std::string& file);

}  // namespace msquant
