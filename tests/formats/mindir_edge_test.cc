// The MindIR files of edge_graph/EXPECT.tsv.
#include <catch2/catch.hpp>

#include "base/error.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir_support.h"
#include "graph/verify.h"
#include "support/kinds.h"
#include "support/shared.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

using Kinds = std::map<std::string, int>;

Error error_of(const std::filesystem::path& path) {
  return thrown_error([&] { read_mindir(path); });
}

bool contains(const std::string& text, const std::string& part) {
  INFO(text << " should contain " << part);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("An unknown batch size becomes 1") {
  const auto path = shared_file("edge_graph/lenet5_dyn.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_mindir(path);
  verify(graph);
  CHECK(graph.value(graph.inputs()[0]).type.shape == Shape{1, 3, 32, 32});
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{1, 10});
}

TEST_CASE("A float16 network has float16 weights and Casts of activations only") {
  const auto path = shared_file("edge_graph/lenet5_to_float16.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_mindir(path);
  verify(graph);
  CHECK(count_kinds(graph) == Kinds{{"BiasAdd", 3},
                                    {"Cast", 1},
                                    {"Conv2d", 2},
                                    {"Flatten", 1},
                                    {"MatMul", 3},
                                    {"MaxPool", 2},
                                    {"Relu", 4}});
  CHECK(graph.value(graph.outputs()[0]).type.dtype == DType::kFloat16);
  const Tensor weight = constant_named(graph, "conv1.weight");
  CHECK(weight.dtype() == DType::kFloat16);
}

TEST_CASE("A tuple at the end of a network gives several outputs") {
  const auto path = shared_file("edge_graph/two_in_two_out.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_mindir(path);
  verify(graph);
  REQUIRE(graph.inputs().size() == 2);
  CHECK(graph.value(graph.inputs()[0]).name == "a");
  CHECK(graph.value(graph.inputs()[1]).name == "b");
  REQUIRE(graph.outputs().size() == 2);
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{2, 4});
  CHECK(graph.value(graph.outputs()[1]).type.shape == Shape{2, 8});
}

TEST_CASE("A network exported in training mode is refused with the remedy") {
  const auto path = shared_file("edge_graph/train_mode.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Error error = error_of(path);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK(contains(error.where(), "Default/bn-BatchNorm2d/BatchNorm-op0"));
  CHECK(contains(error.because(), "training mode"));
}

TEST_CASE("Unsupported operators are named, with their node and what is supported") {
  const auto path = shared_file("edge_graph/odd_ops.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Error error = error_of(path);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK(contains(error.where(), "odd_ops.mindir: node 'Default/Sort-op0' (Sort)"));
  CHECK(contains(error.because(), "'CumSum', 'Sort'"));
  CHECK(contains(error.hint(), "Conv2D"));
}

TEST_CASE("Control flow is refused by name") {
  const auto path = shared_file("edge_graph/control_flow.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Error error = error_of(path);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK(contains(error.because(), "control flow"));
  CHECK(contains(error.where(), "control_flow.mindir: node 'Default/"));
}

TEST_CASE("An encrypted file is called encrypted") {
  const auto path = shared_file("edge_graph/lenet5_enc.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Error error = error_of(path);
  CHECK(error.kind() == ErrorKind::kModel);
  CHECK(contains(error.because(), "encrypted"));
}

TEST_CASE("Files that are no MindIR are errors of the model") {
  const auto name = GENERATE("truncated", "zero_byte", "text", "ckpt_named");
  const auto path = shared_file("edge_graph/" + std::string(name) + ".mindir");
  MSQUANT_SKIP_WITHOUT(path);
  const Error error = error_of(path);
  CHECK(error.kind() == ErrorKind::kModel);
  CHECK(contains(error.where(), name));
  CHECK_FALSE(error.because().empty());
}

TEST_CASE("Flipped bits outside the parameters give a graph or an error") {
  const auto path = shared_file("edge_graph/bitflip.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  try {
    verify(read_mindir(path));
  } catch (const Error& error) {
    CHECK(error.kind() != ErrorKind::kInternal);
  }
}

TEST_CASE("A file that is not there is an I/O error") {
  CHECK(error_of("no such.mindir").kind() == ErrorKind::kIo);
}

}  // namespace msquant
