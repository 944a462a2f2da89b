// The care that text from a file needs before it is shown or written elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace msquant {

bool is_utf8(std::string_view text);

// True for UTF-8 text without control characters (Unicode's category Cc): what a parameter, node or
// tensor may be called.
bool is_printable(std::string_view text);

// `text` as it may be shown: what a terminal would obey, what is invisible or turns the direction
// of writing, and what is not UTF-8 is escaped, such as "\x1b". Newlines and tabs stay.
std::string visible(std::string_view text);

// The same for a text that must stay on its line: newlines are escaped, too.
std::string visible_line(std::string_view text);

// `text` in single quotes, as a visible line: shortened if long.
std::string in_quotes(std::string_view text);

}  // namespace msquant
