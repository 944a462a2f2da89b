// From a parsed ONNX model to the Graph.
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>

#include "graph/graph.h"

namespace msquant {

// Lowers what the outputs depend on. The model's initializers move into the graph. `path` is where
// the model came from: for messages, and for tensors in files of their own. Throws as read_onnx().
Graph lower_onnx(onnx::ModelProto model, const std::filesystem::path& path);

}  // namespace msquant
