#include "graph/graph.h"

#include <catch2/catch.hpp>

#include "graph/dump.h"
#include "graph/verify.h"

using namespace msquant;

namespace {
// x → conv → relu → add(relu, x') where x' is the convolution's output.
Graph small_graph() {
  Graph graph("small");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 8, 8}});
  const ValueId w =
      graph.add_constant("conv.weight", Tensor::allocate(DType::kFloat32, {3, 3, 3, 3}));
  ConvAttrs attrs;
  attrs.padding = {1, 1, 1, 1};
  const ValueId conv = graph.add_node(OpKind::kConv2d, "conv", attrs, {x, w});
  const ValueId relu = graph.add_node(OpKind::kRelu, "relu", {}, {conv});
  graph.set_outputs({graph.add_node(OpKind::kAdd, "add", {}, {relu, conv})});
  return graph;
}
}  // namespace

TEST_CASE("outputs are called as their values are, or as they were named") {
  Graph graph = small_graph();
  CHECK(graph.output_names() == std::vector<std::string>{"add"});
  const ValueId add = graph.outputs()[0];
  graph.set_outputs({add, add}, {"sum", "again"});
  graph.replace_uses(add, graph.add_node(OpKind::kNeg, "minus", {}, {graph.inputs()[0]}));
  CHECK(graph.output_names() == std::vector<std::string>{"sum", "again"});
}

TEST_CASE("links between nodes agree after every edit") {
  Graph graph = small_graph();
  verify(graph);
  const ValueId conv = graph.node(graph.find_node("conv")).outputs[0];
  CHECK(graph.only_user(conv) == kNoId);
  const ValueId relu = graph.node(graph.find_node("relu")).outputs[0];
  CHECK(graph.node(graph.only_user(relu)).name == "add");

  graph.replace_uses(relu, conv);
  graph.erase_node(graph.find_node("relu"));
  verify(graph);
  CHECK(graph.node_ids().size() == 2);
  CHECK(graph.value(conv).users.size() == 2);

  const ValueId cast = graph.add_node(OpKind::kIdentity, "copy", {}, {conv});
  graph.set_input(graph.find_node("add"), 1, cast);
  verify(graph);
  CHECK(graph.value(conv).users.size() == 2);
}

TEST_CASE("a reference to a value outlives the adding of others") {
  Graph graph = small_graph();
  const ValueId x = graph.inputs()[0];
  const Value& value = graph.value(x);
  for (int i = 0; i < 1000; ++i) {
    graph.add_node(OpKind::kRelu, "relu" + std::to_string(i), {}, {x});
  }
  CHECK(&value == &graph.value(x));
  CHECK(value.name == "x");
}

TEST_CASE("a dump shows each node with attributes and type") {
  CHECK(dump(small_graph()) ==
        "input x : float32[1, 3, 8, 8]\n"
        "conv = Conv2d(x, conv.weight) stride=[1, 1] pads=[1, 1, 1, 1] : float32[1, 3, 8, 8]\n"
        "relu = Relu(conv) : float32[1, 3, 8, 8]\n"
        "add = Add(relu, conv) : float32[1, 3, 8, 8]\n"
        "output add\n");
}
