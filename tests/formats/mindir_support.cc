#include "formats/mindir_support.h"

#include <google/protobuf/text_format.h>

#include <catch2/catch.hpp>

#include "base/files.h"
#include "formats/mindir/mindir_reader.h"
#include "graph/verify.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {

mind_ir::ModelProto load_model(const std::filesystem::path& path) {
  mind_ir::ModelProto model;
  REQUIRE(model.ParseFromString(read_file(path)));
  return model;
}

void save_model(const mind_ir::ModelProto& model, const std::filesystem::path& path) {
  write_file(path, model.SerializeAsString());
}

mind_ir::ModelProto model_of(const std::string& graph_text) {
  mind_ir::ModelProto model;
  model.set_ir_version("1.1");
  model.set_mind_ir_version(3);
  model.set_little_endian(true);
  REQUIRE(google::protobuf::TextFormat::ParseFromString(graph_text, model.mutable_graph()));
  return model;
}

Graph read_model(const mind_ir::ModelProto& model) {
  const TempDir dir;
  save_model(model, dir / "model.mindir");
  Graph graph = read_mindir(dir / "model.mindir");
  verify(graph);
  return graph;
}

std::string zeros(const std::string& name, const Shape& shape) {
  std::string text = "name: '" + name + "' data_type: 1 raw_data: '";
  for (int64_t i = 0; i < 4 * element_count(shape); ++i) text += "\\0";
  text += "'";
  for (int64_t dimension : shape) text += " dims: " + std::to_string(dimension);
  return text;
}

std::string attribute(const std::string& name, const std::string& value) {
  return "attribute { name: '" + name + "' " + value + " } ";
}

std::string constant(const std::string& name, const std::string& value) {
  return "node { op_type: 'Constant' output: '" + name + "' " + attribute("value", value) + "} ";
}

std::string tuple(const std::vector<int64_t>& values) {
  std::string text = "type: TUPLE ";
  for (int64_t value : values)
    text += "values { type: INT64 ints: " + std::to_string(value) + " } ";
  return text;
}

std::string on_image(const std::string& type, const std::string& rest) {
  return kImageInput + "node { op_type: '" + type + "' output: 'y' input: 'x' " + rest +
         " } output { name: 'y' } ";
}

Error mindir_error(const std::string& graph_text) {
  INFO(graph_text);
  return thrown_error([&] { read_text(graph_text); });
}

const Node& node_named(const Graph& graph, const std::string& name) {
  INFO("node " << name);
  const NodeId id = graph.find_node(name);
  REQUIRE(id != kNoId);
  return graph.node(id);
}

Tensor constant_named(const Graph& graph, const std::string& name) {
  INFO("constant " << name);
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    const Value& value = graph.value(id);
    if (value.constant && value.name == name && !value.users.empty()) return *value.constant;
  }
  FAIL("no such constant");
  return {};
}

}  // namespace msquant
