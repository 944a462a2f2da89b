// Reads an AIR file back into a graph whose execution gives what the hardware computes.
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace msquant {

// Applies what GE does when it compiles the file: a convolution behind an AscendQuant is padded
// with the quantization offset and its bias corrected by it (x_zero_point). Throws Error(kModel)
// naming file and cause, Error(kUnsupported) naming node and operator, Error(kIo).
Graph read_air(const std::filesystem::path& path);

}  // namespace msquant
