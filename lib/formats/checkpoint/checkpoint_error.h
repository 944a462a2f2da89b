// The one way in which the readers of this folder complain, and the care that text from a damaged
// file needs before it is shown.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace msquant {

// The hint for a file that is not what was once written.
inline constexpr char kCopyAgain[] = "copy the file again, or save the checkpoint again";

// Throws Error(kModel) "cannot read checkpoint" for the file, and for the parameter unless that is
// empty.
[[noreturn]] void fail_checkpoint(const std::filesystem::path& file, const std::string& parameter,
                                  const std::string& because, const std::string& hint = kCopyAgain);

// True for UTF-8 text without control characters: what a parameter may be called.
bool is_printable(std::string_view text);

// `text` in single quotes, safe to show: shortened if long, with everything escaped that is not
// printable.
std::string in_quotes(std::string_view text);

}  // namespace msquant
