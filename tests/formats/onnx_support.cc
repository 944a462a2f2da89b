#include "formats/onnx_support.h"

#include <google/protobuf/text_format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "formats/onnx/onnx_reader.h"
#include "graph/verify.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

std::string dims(const Shape& shape) {
  std::string text;
  for (int64_t dim : shape) text += "dims: " + std::to_string(dim) + " ";
  return text;
}

std::string attribute(const std::string& name, const std::string& type, const std::string& value) {
  return "attribute { name: '" + name + "' type: " + type + " " + value + " } ";
}

}  // namespace

onnx::ModelProto onnx_model(const std::string& graph_text, int64_t opset) {
  onnx::ModelProto model;
  const std::string text =
      "ir_version: 7 opset_import { domain: '' version: " + std::to_string(opset) +
      " } graph { name: 'g' " + graph_text + " }";
  INFO(text);
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text, &model));
  return model;
}

Graph read_onnx_model(const onnx::ModelProto& model) {
  const TempDir dir;
  // Not by write_file(), which waits for the disk.
  std::ofstream(dir / "model.onnx", std::ios::binary) << model.SerializePartialAsString();
  Graph graph = read_onnx(dir / "model.onnx");
  verify(graph);
  return graph;
}

Error onnx_error(const onnx::ModelProto& model) {
  return thrown_error([&] { read_onnx_model(model); });
}

std::string onnx_input(const std::string& name, const Shape& shape) {
  std::string text = "input { name: '" + name + "' type { tensor_type { elem_type: 1 shape { ";
  for (int64_t dim : shape) text += "dim { dim_value: " + std::to_string(dim) + " } ";
  return text + "} } } } ";
}

std::string onnx_ones(const std::string& name, const Shape& shape) {
  std::string text = "initializer { name: '" + name + "' data_type: 1 " + dims(shape);
  for (int64_t i = 0; i < element_count(shape); ++i) text += "float_data: 1 ";
  return text + "} ";
}

std::string onnx_ints(const std::string& name, const std::vector<int64_t>& elements) {
  std::string text = "initializer { name: '" + name + "' data_type: 7 " +
                     dims({static_cast<int64_t>(elements.size())});
  for (int64_t element : elements) text += "int64_data: " + std::to_string(element) + " ";
  return text + "} ";
}

std::string onnx_node(const std::string& op_type, const std::string& inputs,
                      const std::string& output, const std::string& attributes) {
  std::string text = "node { op_type: '" + op_type + "' output: '" + output + "' ";
  std::istringstream names(inputs);
  for (std::string name; std::getline(names >> std::ws, name, ',');) {
    text += "input: '" + name + "' ";
  }
  return text + attributes + "} ";
}

std::string onnx_output(const std::string& name) { return "output { name: '" + name + "' } "; }

std::string onnx_int(const std::string& name, int64_t value) {
  return attribute(name, "INT", "i: " + std::to_string(value));
}

std::string onnx_ints_attribute(const std::string& name, const std::vector<int64_t>& values) {
  std::string text;
  for (int64_t value : values) text += "ints: " + std::to_string(value) + " ";
  return attribute(name, "INTS", text);
}

std::string onnx_float(const std::string& name, float value) {
  return attribute(name, "FLOAT", "f: " + std::to_string(value));
}

std::string onnx_string(const std::string& name, const std::string& value) {
  return attribute(name, "STRING", "s: '" + value + "'");
}

Node onnx_lowered(const Shape& x, const std::string& op_type, const std::string& attributes,
                  int64_t opset) {
  const Graph graph = read_onnx_text(
      onnx_input("x", x) + onnx_node(op_type, "x", "y", attributes) + onnx_output("y"), opset);
  return graph.node(graph.value(graph.outputs().at(0)).producer);
}

}  // namespace msquant
