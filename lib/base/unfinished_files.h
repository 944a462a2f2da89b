// What a process that is killed while it writes leaves behind.
#pragma once

#include <filesystem>

namespace msquant {

// A file that AtomicFile writes is called "<destination>.XXXXXX.partial", X a letter or digit, and
// one that write_checked() examines "<path>.unchecked".
inline constexpr const char* kPartialSuffix = ".partial";
inline constexpr const char* kUncheckedSuffix = ".unchecked";

// Removes such files from a folder, not from folders in it. Nobody may be writing there. Throws
// Error(kIo).
void remove_unfinished_files(const std::filesystem::path& folder);

}  // namespace msquant
