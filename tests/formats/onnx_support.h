// ONNX models made by a test.
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "graph/graph.h"

namespace msquant {

// A model whose graph is given in protobuf's text format.
onnx::ModelProto onnx_model(const std::string& graph_text, int64_t opset = 13);

// What read_onnx() makes of a model saved to a temporary file.
Graph read_onnx_model(const onnx::ModelProto& model);
inline Graph read_onnx_text(const std::string& graph_text, int64_t opset = 13) {
  return read_onnx_model(onnx_model(graph_text, opset));
}

// The error that reading it gives. Fails the test if there is none.
Error onnx_error(const onnx::ModelProto& model);
inline Error onnx_error(const std::string& graph_text, int64_t opset = 13) {
  return onnx_error(onnx_model(graph_text, opset));
}

// Parts of a graph as text.
//   an input and an initializer of float32 (all elements 1) or of int64:
std::string onnx_input(const std::string& name, const Shape& shape);
std::string onnx_ones(const std::string& name, const Shape& shape);
std::string onnx_ints(const std::string& name, const std::vector<int64_t>& elements);
//   a node, "a, b" for several inputs, and the names of the graph's outputs:
std::string onnx_node(const std::string& op_type, const std::string& inputs,
                      const std::string& output, const std::string& attributes = {});
std::string onnx_output(const std::string& name);
//   attributes, for onnx_node():
std::string onnx_int(const std::string& name, int64_t value);
std::string onnx_ints_attribute(const std::string& name, const std::vector<int64_t>& values);
std::string onnx_float(const std::string& name, float value);
std::string onnx_string(const std::string& name, const std::string& value);

// One operator on an input x of that shape, read back: the node that makes the output.
Node onnx_lowered(const Shape& x, const std::string& op_type, const std::string& attributes = {},
                  int64_t opset = 13);

}  // namespace msquant
