// Colour, where it helps and is wanted: on a terminal, unless NO_COLOR (https://no-color.org) or
// --no-color says otherwise.
#pragma once

#include <string>

namespace msquant {

enum class Paint { kNone, kRed, kGreen, kYellow };

// --no-color.
void forbid_color();

// `text` in a colour, or as it is if what the file descriptor leads to should have none.
std::string painted(int descriptor, Paint color, const std::string& text);

}  // namespace msquant
