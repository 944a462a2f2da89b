#include "data/folder.h"

#include <algorithm>

#include "base/error.h"

namespace msquant {
namespace fs = std::filesystem;

std::vector<fs::directory_entry> sorted_entries(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  fs::directory_iterator it(folder, error);
  while (!error && it != fs::directory_iterator()) {
    if (it->path().filename().native().front() != '.') entries.push_back(*it);
    it.increment(error);
  }
  if (error) {
    throw Error(ErrorKind::kIo, "cannot read folder", folder.string(), error.message(),
                "check its permissions");
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.path().native() < b.path().native(); });
  return entries;
}

std::vector<fs::path> files_named(const fs::path& folder,
                                  bool (*is_wanted)(const std::string& name)) {
  std::vector<fs::path> files;
  std::error_code ignored;  // an entry that cannot be examined shows itself when it is opened
  for (const fs::directory_entry& entry : sorted_entries(folder)) {
    if (entry.is_directory(ignored) || !is_wanted(entry.path().filename().string())) continue;
    files.push_back(entry.path());
  }
  return files;
}

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return extension;
}

}  // namespace msquant
