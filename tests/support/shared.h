// Real models and reference outputs beside the checkout (../shared). They are not part of the
// repository, so a test that needs them says SKIPPED where they are absent.
#pragma once

#include <filesystem>

namespace msquant {

// The folder of real files, or an empty path.
std::filesystem::path shared_dir();

// A file below it; a compressed one ("x.zst") is unpacked into the build folder first. An empty
// path if the file is absent.
std::filesystem::path shared_file(const std::filesystem::path& relative);

}  // namespace msquant

// Ends the test case with a message if `path` is empty.
#define MSQUANT_SKIP_WITHOUT(path)                     \
  if ((path).empty()) {                                \
    WARN("SKIPPED: the shared test files are absent"); \
    return;                                            \
  }
