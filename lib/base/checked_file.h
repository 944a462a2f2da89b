// A file that is examined before anybody can take it for finished.
#pragma once

#include <filesystem>
#include <functional>

namespace msquant {

using FileTask = std::function<void(const std::filesystem::path&)>;

// Has `write` write the file under a temporary name beside `path` and `check` examine it there;
// only then the file gets its name. If `check` throws, the file is kept as "<path>.rejected", and
// an Error(kInternal) that names it and says why is thrown; an interrupt, Error(kIo) or another
// exception removes the file instead and is thrown on. What is at `path` already stays until the
// new file has passed.
void write_checked(const std::filesystem::path& path, const FileTask& write, const FileTask& check);

}  // namespace msquant
