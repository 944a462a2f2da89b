// Files of a folder as values to compare.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace msquant {

// The bytes of every file below a folder, by its path from there.
using FolderContent = std::map<std::string, std::string>;

FolderContent content_of(const std::filesystem::path& folder);

// Fails the test, naming the file, unless both hold the same files with the same bytes.
void require_equal(const FolderContent& found, const FolderContent& expected);

}  // namespace msquant
