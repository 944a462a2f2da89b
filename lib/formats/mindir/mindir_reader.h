// MindIR files of MindSpore 2.x (a table of primitives) and older ones (attributes inline).
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace msquant {

// Nodes with weights are named after their cells, from the export's scope, or after the parameter.
// Throws Error(kModel) naming file and cause (broken, encrypted), Error(kUnsupported) naming node
// and operator, Error(kIo) if the file cannot be opened.
Graph read_mindir(const std::filesystem::path& path);

}  // namespace msquant
