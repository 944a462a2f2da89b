// Tensors of a model that lie in files beside it. A model names such a file by a path relative to
// its own folder; a path that leads out of that folder is refused, because a model that somebody
// sent you must not read your other files.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"

namespace msquant {

// A part of a mapped file, and the map that keeps it alive.
struct FileSlice {
  std::string_view bytes;
  std::shared_ptr<const MappedFile> file;
};

class ExternalData {
 public:
  explicit ExternalData(std::filesystem::path model) : model_(std::move(model)) {}

  // `length` bytes from byte `offset` of the file at `location`. Each file is mapped once. Throws
  // Error(kModel), whose place is the model's path and `item`, if the location is empty, absolute,
  // contains "..", leaves the folder through a symbolic link or is not a readable file, or if the
  // bytes are not all there.
  FileSlice read(const std::string& location, int64_t offset, int64_t length,
                 const std::string& item);

 private:
  std::shared_ptr<const MappedFile> open(const std::string& location, const std::string& item);

  std::filesystem::path model_;
  std::map<std::string, std::shared_ptr<const MappedFile>> files_;
};

}  // namespace msquant
