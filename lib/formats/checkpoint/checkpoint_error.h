// The one way in which the readers of this folder complain.
#pragma once

#include <filesystem>
#include <string>

namespace msquant {

// The hint for a file that is not what was once written.
inline constexpr char kCopyAgain[] = "copy the file again, or save the checkpoint again";

// Throws Error(kModel) "cannot read checkpoint" for the file, and for the parameter unless that is
// empty.
[[noreturn]] void fail_checkpoint(const std::filesystem::path& file, const std::string& parameter,
                                  const std::string& because, const std::string& hint = kCopyAgain);

}  // namespace msquant
