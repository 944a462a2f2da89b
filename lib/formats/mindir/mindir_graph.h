// From a parsed MindIR model to the Graph.
#pragma once

#include <filesystem>

#include "graph/graph.h"
#include "mind_ir.pb.h"

namespace msquant {

// Lowers what the outputs depend on; nodes come in the order in which they can be executed. The
// model's parameters move into the graph. `path` is where the model came from: for messages, and
// for parameters in files of their own. Throws as read_mindir().
Graph lower_mindir(mind_ir::ModelProto model, const std::filesystem::path& path);

}  // namespace msquant
