// Files that a run leaves for itself: taken only if they are whole and of the same origin.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"

namespace msquant {

struct SealedFile {
  std::shared_ptr<const MappedFile> file;
  std::string_view content;  // in the file
};

// Writes a file, atomically, that begins with the digest of all that follows and the key. Throws
// Error(kIo).
void write_sealed(const std::filesystem::path& path, const std::string& key,
                  std::string_view content);

// What write_sealed() wrote, or nothing if there is no file, or any byte or the key is another one.
// Throws Error(kIo).
std::optional<SealedFile> read_sealed(const std::filesystem::path& path, const std::string& key);

}  // namespace msquant
