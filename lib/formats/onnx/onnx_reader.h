// ONNX files of opset 9 to 21, with weights inside or in files beside them.
#pragma once

#include <filesystem>

#include "graph/graph.h"

namespace msquant {

// Nodes with weights are named after the weight ("conv1.weight" → "conv1"), others as in the file;
// a batch dimension that is left open becomes 1. Shapes that the model computes from constants are
// folded. Throws Error(kModel) naming file and cause, Error(kUnsupported) naming node and operator
// (also for models that are quantized already), Error(kIo) if the file cannot be opened.
Graph read_onnx(const std::filesystem::path& path);

}  // namespace msquant
