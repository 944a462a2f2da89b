// A file that never touches a disk.
#pragma once

#include <filesystem>
#include <string_view>

namespace msquant {

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  // Where this process finds it.
  std::filesystem::path path() const;

 private:
  int descriptor_;
};

}  // namespace msquant
