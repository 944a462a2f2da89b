// Folders below the one that the user named for the outputs.
#pragma once

#include <filesystem>

namespace msquant {

// Makes `parent`, and the folder `relative` in it. Throws Error(kIo) also if a part of `relative`
// is a symbolic link, which would lead what is written to another place than the user named.
void make_folder_inside(const std::filesystem::path& parent, const std::filesystem::path& relative);

}  // namespace msquant
