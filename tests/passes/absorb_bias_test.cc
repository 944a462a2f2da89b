#include "passes/absorb_bias.h"

#include <catch2/catch.hpp>

#include "graph/verify.h"
#include "passes/support/layers.h"

using namespace msquant;

namespace {

const std::vector<float> kWeight{1, 2, 3, 4, 5, 6};

// conv: [1,2,4,3] → [1,3,4,3]
ValueId add_test_conv(Graph& graph) {
  return add_conv(graph, "conv", graph.add_input("x", {DType::kFloat32, {1, 2, 4, 3}}), 3, kWeight);
}

// fc: [3,2] → [3,3]
ValueId add_test_dense(Graph& graph) {
  return add_dense(graph, "fc", graph.add_input("x", {DType::kFloat32, {3, 2}}), 3, kWeight);
}

void run(Graph& graph, ValueId output) {
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {}, {output})});
  absorb_bias(graph);
  verify(graph);
}

}  // namespace

TEST_CASE("a BiasAdd behind a convolution becomes its bias") {
  Graph graph;
  const ValueId conv = add_test_conv(graph);
  const ValueId bias = add_constant(graph, "conv.bias", {3}, {7, 8, 9});
  run(graph, graph.add_node(OpKind::kBiasAdd, "add", {}, {conv, bias}));
  CHECK(graph.node_ids().size() == 2);
  CHECK(input_name(graph, "conv", 2) == "conv.bias");
  CHECK(node_named(graph, "relu").inputs[0] == conv);
}

TEST_CASE("an Add of one number for each channel becomes a bias, on either side") {
  const bool is_first = GENERATE(false, true);
  Graph graph;
  SECTION("of a convolution") {
    const Shape shape = GENERATE(Shape{3, 1, 1}, Shape{1, 3, 1, 1});
    const ValueId conv = add_test_conv(graph);
    const ValueId bias = add_constant(graph, "b", shape, {7, 8, 9});
    run(graph, graph.add_node(OpKind::kAdd, "add", {},
                              is_first ? std::vector{bias, conv} : std::vector{conv, bias}));
    CHECK(constant_input<float>(graph, "conv", 2) == std::vector<float>{7, 8, 9});
  }
  SECTION("of a matrix product") {
    const Shape shape = GENERATE(Shape{3}, Shape{1, 3});
    const ValueId dense = add_test_dense(graph);
    const ValueId bias = add_constant(graph, "b", shape, {7, 8, 9});
    run(graph, graph.add_node(OpKind::kAdd, "add", {},
                              is_first ? std::vector{bias, dense} : std::vector{dense, bias}));
    CHECK(constant_input<float>(graph, "fc", 2) == std::vector<float>{7, 8, 9});
  }
  CHECK(graph.node_ids().size() == 2);
}

TEST_CASE("additions that are no bias stay") {
  Graph graph;
  ValueId sum = kNoId;
  SECTION("along the image's width") {
    const ValueId conv = add_test_conv(graph);
    sum = graph.add_node(OpKind::kAdd, "add", {}, {conv, add_constant(graph, "b", {3}, {7, 8, 9})});
  }
  SECTION("along the rows of a matrix") {
    const ValueId dense = add_test_dense(graph);
    sum = graph.add_node(OpKind::kAdd, "add", {},
                         {dense, add_constant(graph, "b", {3, 1}, {7, 8, 9})});
  }
  SECTION("of something that is not constant") {
    const ValueId conv = add_test_conv(graph);
    sum = graph.add_node(OpKind::kAdd, "add", {},
                         {conv, graph.add_input("b", {DType::kFloat32, {3, 1, 1}})});
  }
  SECTION("to a product that others read, too") {
    const ValueId conv = add_test_conv(graph);
    const ValueId biased = graph.add_node(OpKind::kAdd, "add", {},
                                          {conv, add_constant(graph, "b", {3, 1, 1}, {7, 8, 9})});
    sum = graph.add_node(OpKind::kAdd, "residual", {}, {conv, biased});
  }
  SECTION("a residual connection of a product with itself") {
    const ValueId conv = add_test_conv(graph);
    sum = graph.add_node(OpKind::kAdd, "add", {}, {conv, conv});
  }
  const size_t before = graph.node_ids().size();
  run(graph, sum);
  CHECK(graph.node_ids().size() == before + 1);
}

TEST_CASE("a second bias stays an addition") {
  Graph graph;
  const ValueId conv = add_test_conv(graph);
  const ValueId once = graph.add_node(OpKind::kBiasAdd, "first", {},
                                      {conv, add_constant(graph, "b", {3}, {7, 8, 9})});
  run(graph, graph.add_node(OpKind::kBiasAdd, "second", {},
                            {once, add_constant(graph, "c", {3}, {1, 1, 1})}));
  CHECK(graph.find_node("first") == kNoId);
  CHECK(graph.find_node("second") != kNoId);
}
