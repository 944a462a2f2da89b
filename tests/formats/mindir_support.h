// MindIR models made or changed by a test.
#pragma once

#include <filesystem>
#include <string>

#include "graph/graph.h"
#include "mind_ir.pb.h"

namespace msquant {

mind_ir::ModelProto load_model(const std::filesystem::path& path);
void save_model(const mind_ir::ModelProto& model, const std::filesystem::path& path);

// A model of MindSpore's inline style whose graph is given in protobuf's text format.
mind_ir::ModelProto model_of(const std::string& graph_text);

// What read_mindir() makes of a model saved to a temporary file.
Graph read_model(const mind_ir::ModelProto& model);
inline Graph read_text(const std::string& graph_text) { return read_model(model_of(graph_text)); }

// The text of a float32 tensor whose elements are all zero: fields of TensorProto.
std::string zeros(const std::string& name, const Shape& shape);

// The node of that name. Fails the test if there is none.
const Node& node_named(const Graph& graph, const std::string& name);

// The constant of that name that a node uses. Fails the test if there is none.
Tensor constant_named(const Graph& graph, const std::string& name);

}  // namespace msquant
