#include "base/unfinished_files.h"

#include <regex>
#include <string>

#include "base/error.h"
#include "base/files.h"

namespace msquant {
namespace fs = std::filesystem;

void remove_unfinished_files(const fs::path& folder) {
  static const std::regex name(std::string(R"(.+(\.[A-Za-z0-9]{6}\)") + kPartialSuffix + R"(|\)" +
                               kUncheckedSuffix + ")");
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path path = entry->path();
    if (std::regex_match(path.filename().string(), name)) remove_file(path);
  }
  if (error) throw Error(ErrorKind::kIo, "cannot read folder", folder.string(), error.message());
}

}  // namespace msquant
