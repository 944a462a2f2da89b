// The ONNX models that MindSpore exported: facts about them were counted with the onnx package.
#include <catch2/catch.hpp>

#include "formats/onnx/onnx_reader.h"
#include "formats/onnx_support.h"
#include "graph/verify.h"
#include "support/kinds.h"
#include "support/shared.h"

namespace msquant {
namespace {

using Kinds = std::map<std::string, int>;

Graph read_shared(const std::filesystem::path& path) {
  Graph graph = read_onnx(path);
  verify(graph);
  return graph;
}

std::vector<std::string> layers_of(const Graph& graph) {
  std::vector<std::string> names;
  for (NodeId id : graph.node_ids()) {
    const OpKind kind = graph.node(id).kind;
    if (kind == OpKind::kConv2d || kind == OpKind::kMatMul) names.push_back(graph.node(id).name);
  }
  return names;
}

}  // namespace

TEST_CASE("LeNet-5's ONNX model has its operators and its cells' names") {
  const auto path = shared_file("models/lenet5/lenet5.onnx");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_shared(path);
  CHECK(count_kinds(graph) ==
        Kinds{{"Conv2d", 2}, {"Flatten", 1}, {"MatMul", 3}, {"MaxPool", 2}, {"Relu", 4}});
  CHECK(layers_of(graph) == std::vector<std::string>{"conv1", "conv2", "fc1", "fc2", "fc3"});
  CHECK(graph.value(graph.inputs().at(0)).type.shape == Shape{1, 3, 32, 32});
  CHECK(graph.value(graph.outputs().at(0)).type.shape == Shape{1, 10});
  CHECK(graph.value(graph.node(graph.find_node("fc1")).inputs.at(1)).name == "fc1.weight");
}

TEST_CASE("The other models have the operators that were counted in them") {
  const auto [file, kinds] = GENERATE(table<std::string, Kinds>({
      {"mobilenet_v2",
       {{"Add", 10},
        {"BatchNorm", 52},
        {"Relu6", 35},
        {"Conv2d", 52},
        {"MatMul", 1},
        {"ReduceMean", 1}}},
      {"resnet18",
       {{"Add", 8},
        {"BatchNorm", 20},
        {"Conv2d", 20},
        {"Flatten", 1},
        {"MatMul", 1},
        {"MaxPool", 1},
        {"Pad", 1},
        {"ReduceMean", 1},
        {"Relu", 17}}},
      {"resnet50",
       {{"Add", 16},
        {"BatchNorm", 53},
        {"Conv2d", 53},
        {"Flatten", 1},
        {"MatMul", 1},
        {"MaxPool", 1},
        {"ReduceMean", 1},
        {"Relu", 49}}},
  }));
  const auto path = shared_file("models/" + file + "/" + file + ".onnx");
  MSQUANT_SKIP_WITHOUT(path);
  INFO(file);
  CHECK(count_kinds(read_shared(path)) == kinds);
}

TEST_CASE("Layers of MobileNetV2 are named after their cells") {
  const auto path = shared_file("models/mobilenet_v2/mobilenet_v2.onnx");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_shared(path);
  const std::vector<std::string> layers = layers_of(graph);
  CHECK(layers.front() == "features.0.features.0");
  CHECK(layers.back() == "dense");
  CHECK(graph.find_node("features.18.features.1") != kNoId);  // a BatchNorm, by its gamma
}

TEST_CASE("Files that are no ONNX are errors of the model") {
  const std::string name = GENERATE("truncated", "zero_byte", "text");
  const auto path = shared_file("edge_graph/" + name + ".onnx");
  MSQUANT_SKIP_WITHOUT(path);
  try {
    read_onnx(path);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    CHECK_THAT(error.where(), Catch::Contains(name));
    CHECK_FALSE(error.because().empty());
  }
}

TEST_CASE("Other files than ONNX, renamed or not, are refused") {
  const std::string name = GENERATE("ckpt_named.mindir", "lenet5_dyn.mindir");
  const auto path = shared_file("edge_graph/" + name);
  MSQUANT_SKIP_WITHOUT(path);
  CHECK_THROWS_AS(read_onnx(path), Error);
}

TEST_CASE("Flipped bits of a real ONNX model give a graph or an error") {
  const auto path = shared_file("edge_graph/bitflip.onnx");
  MSQUANT_SKIP_WITHOUT(path);
  try {
    verify(read_onnx(path));
  } catch (const Error& error) {
    CHECK(error.kind() != ErrorKind::kInternal);
  }
}

TEST_CASE("An ONNX file that is not there is an I/O error") {
  try {
    read_onnx("no such.onnx");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kIo);
  }
}

}  // namespace msquant
