#include "base/file_stamp.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace msquant {

FileStamp stamp_of(const struct stat& status) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const auto part :
       {static_cast<uint64_t>(status.st_dev), static_cast<uint64_t>(status.st_ino),
        static_cast<uint64_t>(status.st_size), static_cast<uint64_t>(status.st_mtim.tv_sec),
        static_cast<uint64_t>(status.st_mtim.tv_nsec)}) {
    for (int shift = 0; shift < 64; shift += 8) {
      hash = (hash ^ (part >> shift & 0xff)) * 1099511628211u;
    }
  }
  return std::max<FileStamp>(hash, 8);
}

FileStamp stamp_of(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? stamp_of(status) : 0;
}

void require_same_file(const std::filesystem::path& path, FileStamp before, FileStamp now) {
  if (before == now) return;
  throw Error(ErrorKind::kIo, "a file changed while it was used", path.string(),
              "it was written to, replaced or removed, or cannot be read any more",
              "leave the inputs alone during a run, and run it again");
}

}  // namespace msquant
