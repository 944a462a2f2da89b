// What kind of file this is, by its content: extensions lie.
#pragma once

#include <filesystem>
#include <string_view>

#include "graph/graph.h"

namespace msquant {

enum class FileFormat { kCheckpoint, kSafetensors, kMindIr, kOnnx, kAir, kJson, kUnknown };

// Looks at the first fields only. Throws Error(kIo) if the file cannot be opened.
FileFormat guess_format(const std::filesystem::path& path);

// "MindIR", "checkpoint", …
std::string_view name_of(FileFormat format);

// Reads a file that holds a graph: MindIR, ONNX or AIR. Throws Error(kUnsupported) if it is of
// another format, and what the format's reader throws.
Graph read_model(const std::filesystem::path& path);

}  // namespace msquant
