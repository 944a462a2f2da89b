// Whether a file is still the one that was read.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>

namespace msquant {

// Tells a file from what it is after it was replaced or written to: which file it is, its size and
// the time of its last change. 0: there is no such file. Values from 1 to 7 are left for other
// meanings.
using FileStamp = uint64_t;

FileStamp stamp_of(const struct stat& status);

FileStamp stamp_of(const std::filesystem::path& path);

// Throws Error(kIo), naming the file, unless both are equal: `before`, as it was read first, and
// what it is now.
void require_same_file(const std::filesystem::path& path, FileStamp before, FileStamp now);

}  // namespace msquant
