#include "formats/external_data.h"

#include <algorithm>

#include "base/error.h"

namespace msquant {
namespace fs = std::filesystem;
namespace {

// The file that `location` names, or an empty path if it is not inside `folder`.
fs::path inside(const fs::path& folder, const fs::path& location) {
  const bool climbs = std::find(location.begin(), location.end(), "..") != location.end();
  if (location.empty() || location.is_absolute() || climbs) return {};
  std::error_code failure;
  const fs::path root = fs::canonical(folder.empty() ? "." : folder, failure);
  if (failure) return {};
  const fs::path target = fs::canonical(root / location, failure);
  if (failure) return {};
  const auto end_of_root = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
  return end_of_root.first == root.end() ? target : fs::path();
}

}  // namespace

std::shared_ptr<const MappedFile> ExternalData::open(const std::string& location,
                                                     const std::string& item) {
  auto& file = files_[location];
  if (file != nullptr) return file;
  const auto fail = [&](const std::string& because) {
    return Error(ErrorKind::kModel, "cannot read external data of the model",
                 model_.string() + ": " + item, because,
                 "keep the model and its data files together, as they were exported");
  };
  // A NUL would end the path early in the system's eyes.
  const bool has_nul = location.find('\0') != std::string::npos;
  const fs::path path = has_nul ? fs::path() : inside(model_.parent_path(), location);
  if (path.empty()) {
    throw fail("'" + location + "' is not a file within the folder of the model");
  }
  try {
    file = MappedFile::open(path);
  } catch (const Error& error) {
    throw fail("'" + location + "': " + error.because());
  }
  return file;
}

FileSlice ExternalData::read(const std::string& location, int64_t offset, int64_t length,
                             const std::string& item) {
  const std::shared_ptr<const MappedFile> file = open(location, item);
  const auto size = static_cast<int64_t>(file->size());
  if (offset < 0 || length < 0 || offset > size || length > size - offset) {
    throw Error(ErrorKind::kModel, "cannot read external data of the model",
                model_.string() + ": " + item,
                std::to_string(length) + " bytes at " + std::to_string(offset) +
                    " are not all within '" + location + "' of " + std::to_string(size) + " bytes",
                "copy the files of the model again");
  }
  return {file->bytes().substr(static_cast<size_t>(offset), static_cast<size_t>(length)), file};
}

}  // namespace msquant
