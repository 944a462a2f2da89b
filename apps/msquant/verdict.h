// Whether an accuracy target was met, as the last line of a result.
#pragma once

#include <string>

namespace msquant {

// Prints `text` to stdout behind PASSED in green or FAILED in red.
void print_verdict(bool is_met, const std::string& text);

}  // namespace msquant
