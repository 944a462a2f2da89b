// The care that text from a file needs before it is shown or written elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace msquant {

bool is_utf8(std::string_view text);

// True for UTF-8 text without control characters: what a parameter may be called.
bool is_printable(std::string_view text);

// `text` in single quotes, safe to show: shortened if long, with everything escaped that is not
// printable.
std::string in_quotes(std::string_view text);

}  // namespace msquant
