// What lies in a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace msquant {

// All entries but hidden ones, sorted by the bytes of their names. Throws Error(kIo) if the folder
// cannot be read.
std::vector<std::filesystem::directory_entry> sorted_entries(const std::filesystem::path& folder);

// The files among them whose names `is_wanted`, in the same order.
std::vector<std::filesystem::path> files_named(const std::filesystem::path& folder,
                                               bool (*is_wanted)(const std::string& name));

// ".jpg" for "a.JPG"
std::string lower_extension(const std::filesystem::path& path);

}  // namespace msquant
