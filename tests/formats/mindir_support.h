// MindIR models made or changed by a test.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
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

// Parts of a graph as text: an image x of [1, 4, 6, 7], an attribute, a Constant, and the value of
// either that is a tuple.
inline const std::string kImageInput =
    "input { name: 'x' tensor { dims: 1 dims: 4 dims: 6 dims: 7 data_type: 1 } } ";
std::string attribute(const std::string& name, const std::string& value);
std::string constant(const std::string& name, const std::string& value);
std::string tuple(const std::vector<int64_t>& values);

// A model of one operator `type` on that image; `rest` gives further inputs and attributes. Its
// result and output is 'y'.
std::string on_image(const std::string& type, const std::string& rest);

// The error that reading a graph gives. Fails the test if there is none.
Error mindir_error(const std::string& graph_text);

// The node of that name. Fails the test if there is none.
const Node& node_named(const Graph& graph, const std::string& name);

// The constant of that name that a node uses. Fails the test if there is none.
Tensor constant_named(const Graph& graph, const std::string& name);

}  // namespace msquant
