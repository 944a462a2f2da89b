#include "support/folder_content.h"

#include <catch2/catch.hpp>

#include "base/files.h"

namespace msquant {

FolderContent content_of(const std::filesystem::path& folder) {
  FolderContent content;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) continue;
    content[std::filesystem::relative(entry.path(), folder)] = read_file(entry.path());
  }
  return content;
}

void require_equal(const FolderContent& found, const FolderContent& expected) {
  CHECK(found.size() == expected.size());
  for (const auto& [name, bytes] : expected) {
    INFO(name);
    CHECK((found.count(name) == 1 && found.at(name) == bytes));
  }
}

}  // namespace msquant
