// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace msquant {

// "812 B", "144.0 KiB", "24.7 MiB"
std::string size_text(int64_t bytes);

// "0:42", "12:05", "3:00:00"
std::string duration_text(double seconds);

}  // namespace msquant
