// Models that MindSpore 2.10 exported. What MindSpore wrote into them beside the operators
// (resolved paddings, shapes of results) is what ours must be.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "formats/mindir/mindir_names.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir_support.h"
#include "graph/verify.h"
#include "support/kinds.h"
#include "support/shared.h"

namespace msquant {
namespace {

using Kinds = std::map<std::string, int>;

Graph read_verified(const std::filesystem::path& path) {
  Graph graph = read_mindir(path);
  verify(graph);
  return graph;
}

// A line of golden/<net>_cells.txt: "conv1\tConv2d\t3->64 k(7, 7) s(2, 2) pad 3 g1 biasFalse".
struct Cell {
  std::string name, type, detail;
};

std::vector<Cell> read_cells(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Cell> cells;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    Cell cell;
    std::getline(fields, cell.name, '\t');
    std::getline(fields, cell.type, '\t');
    std::getline(fields, cell.detail, '\t');
    cells.push_back(cell);
  }
  return cells;
}

std::string pair_text(int64_t a, int64_t b) {
  return "(" + std::to_string(a) + ", " + std::to_string(b) + ")";
}

void check_conv(const Graph& graph, const Cell& cell) {
  const Node& node = node_named(graph, cell.name);
  INFO(cell.name << ": " << cell.detail);
  REQUIRE(node.kind == OpKind::kConv2d);
  const auto& attrs = node.as<ConvAttrs>();
  const Shape& weight = graph.value(node.inputs[1]).type.shape;
  const auto has = [&](const std::string& text) {
    return cell.detail.find(text) != std::string::npos;
  };
  CHECK(has(std::to_string(weight[1] * attrs.groups) + "->" + std::to_string(weight[0]) + " "));
  CHECK(has(" k" + pair_text(weight[2], weight[3])));
  CHECK(has(" s" + pair_text(attrs.stride[0], attrs.stride[1])));
  CHECK(has(" g" + std::to_string(attrs.groups) + " "));
  if (has(" pad ")) CHECK(has(" pad " + std::to_string(attrs.padding.top) + " "));
}

// Every Conv2d and Dense of the network is a node of that name, and the other way round.
void check_cells(const Graph& graph, const std::filesystem::path& golden) {
  std::set<std::string> layers, cells;
  for (const Cell& cell : read_cells(golden)) {
    if (cell.type == "Conv2d") check_conv(graph, cell);
    if (cell.type == "Dense") CHECK(node_named(graph, cell.name).kind == OpKind::kMatMul);
    if (cell.type == "BatchNorm2d") CHECK(node_named(graph, cell.name).kind == OpKind::kBatchNorm);
    if (cell.type == "Conv2d" || cell.type == "Dense") cells.insert(cell.name);
  }
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    const bool is_layer = node.kind == OpKind::kConv2d || node.kind == OpKind::kMatMul;
    if (is_layer) layers.insert(node.name);
  }
  CHECK(layers == cells);
}

Shape shape_in_file(const mind_ir::NodeProto& node) {
  const auto& dims = node.attribute(0).tensors(0).dims();
  return {dims.begin(), dims.end()};
}

Padding pad_list_in_file(const mind_ir::ModelProto& model, const mind_ir::NodeProto& node) {
  Padding padding;
  for (const auto& primitive : model.primitives()) {
    if ("REF::" + primitive.name() != node.op_type()) continue;
    for (const auto& attribute : primitive.attribute()) {
      if (attribute.name() != "pad_list") continue;
      padding = {attribute.values(0).ints(0), attribute.values(1).ints(0),
                 attribute.values(2).ints(0), attribute.values(3).ints(0)};
    }
  }
  return padding;
}

// Compares paddings and result shapes of the convolutions, and parameters, with the file's.
void check_against_file(const Graph& graph, const std::filesystem::path& path) {
  const mind_ir::ModelProto model = load_model(path);
  for (const auto& proto : model.graph().node()) {
    if (proto.op_type().find("Conv2D") == std::string::npos) continue;
    const Node& node = node_named(graph, cell_of_scope(proto.domain()));
    INFO(node.name);
    CHECK(graph.value(node.outputs[0]).type.shape == shape_in_file(proto));
    const Padding &ours = node.as<ConvAttrs>().padding, theirs = pad_list_in_file(model, proto);
    CHECK(std::array{ours.top, ours.bottom, ours.left, ours.right} ==
          std::array{theirs.top, theirs.bottom, theirs.left, theirs.right});
  }
  for (const auto& parameter : model.graph().parameter()) {
    const Tensor tensor = constant_named(graph, parameter.ref_key());
    CHECK(std::string(static_cast<const char*>(tensor.raw()),
                      static_cast<size_t>(tensor.byte_size())) == parameter.raw_data());
  }
}

}  // namespace

TEST_CASE("LeNet-5 has the operators, shapes and parameters of the file") {
  const auto path = shared_file("models/lenet5/lenet5_b1.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_verified(path);
  CHECK(count_kinds(graph) == Kinds{{"BiasAdd", 3},
                                    {"Conv2d", 2},
                                    {"Flatten", 1},
                                    {"MatMul", 3},
                                    {"MaxPool", 2},
                                    {"Relu", 4}});
  check_against_file(graph, path);
  REQUIRE(graph.inputs().size() == 1);
  CHECK(graph.value(graph.inputs()[0]).name == "x");
  CHECK(graph.value(graph.inputs()[0]).type == TensorType{DType::kFloat32, {1, 3, 32, 32}});
  REQUIRE(graph.outputs().size() == 1);
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{1, 10});
  CHECK(node_named(graph, "fc1").as<MatMulAttrs>().transpose_b);
  CHECK(graph.find_node("relu/ReLU_3") != kNoId);
  CHECK(graph.find_node("fc3/BiasAdd") != kNoId);
}

TEST_CASE("LeNet-5 exported for 32 images keeps its batch size") {
  const auto path = shared_file("models/lenet5/lenet5_b32.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_verified(path);
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{32, 10});
}

TEST_CASE("ResNet-18's layers are named after its cells") {
  const auto path = shared_file("models/resnet18/resnet18_b32.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_verified(path);
  CHECK(count_kinds(graph) == Kinds{{"Add", 8},
                                    {"BatchNorm", 20},
                                    {"BiasAdd", 1},
                                    {"Conv2d", 20},
                                    {"Flatten", 1},
                                    {"MatMul", 1},
                                    {"MaxPool", 1},
                                    {"Pad", 1},
                                    {"ReduceMean", 1},
                                    {"Relu", 17}});
  check_cells(graph, shared_file("golden/resnet18_cells.txt"));
  check_against_file(graph, path);
  CHECK(node_named(graph, "bn1").as<BatchNormAttrs>().epsilon == 1e-5f);
  CHECK(node_named(graph, "layer1.0.bn1d").as<BatchNormAttrs>().epsilon == 1e-4f);
  const auto& pad = node_named(graph, "pad/Pad").as<PadAttrs>();
  CHECK(pad.before == std::vector<int64_t>{0, 0, 1, 1});
  CHECK(pad.after == std::vector<int64_t>{0, 0, 1, 1});
}

TEST_CASE("MobileNetV2's layers are named after its cells, its constants after its parameters") {
  const auto path = shared_file("models/mobilenet_v2/mobilenet_v2_b1.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_verified(path);
  CHECK(count_kinds(graph) == Kinds{{"Add", 10},
                                    {"BatchNorm", 52},
                                    {"BiasAdd", 1},
                                    {"Conv2d", 52},
                                    {"MatMul", 1},
                                    {"ReduceMean", 1},
                                    {"Relu6", 35}});
  check_cells(graph, shared_file("golden/mobilenetv2_cells.txt"));
  check_against_file(graph, path);
  const Node& depthwise = node_named(graph, "backbone.features.1.conv.0.features.0");
  CHECK(graph.value(depthwise.inputs[1]).name == "features.1.conv.0.features.0.weight");
}

TEST_CASE("Nodes come in the order of the file") {
  const auto path = shared_file("models/resnet18/resnet18_b32.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  std::vector<std::string> ours, theirs;
  const Graph graph = read_mindir(path);
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind == OpKind::kConv2d) ours.push_back(graph.node(id).name);
  }
  const mind_ir::ModelProto model = load_model(path);
  for (const auto& node : model.graph().node()) {
    const bool is_conv = node.op_type().find("Conv2D") != std::string::npos;
    if (is_conv) theirs.push_back(cell_of_scope(node.domain()));
  }
  CHECK(ours == theirs);
}

}  // namespace msquant
