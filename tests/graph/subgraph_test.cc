#include "graph/subgraph.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

namespace {

// x → a → b → (b + a) → sum, and a constant beside x.
struct Diamond {
  Graph graph;
  ValueId x = graph.add_input("x", {DType::kFloat32, {2}});
  ValueId a = graph.add_node(OpKind::kRelu, "a", {}, {x});
  ValueId shift = graph.add_constant("shift", Tensor::from<float>({2}, {1, 2}));
  ValueId b = graph.add_node(OpKind::kAdd, "b", {}, {a, shift});
  ValueId sum = graph.add_node(OpKind::kAdd, "sum", {}, {b, a});
};

std::vector<std::string> node_names(const Graph& graph) {
  std::vector<std::string> names;
  for (NodeId id : graph.node_ids()) names.push_back(graph.node(id).name);
  return names;
}

}  // namespace

TEST_CASE("a subgraph has the nodes between, the constants they use, and other inputs") {
  const Diamond d;
  const Graph part = subgraph(d.graph, {d.a}, {d.sum, d.a});
  CHECK(node_names(part) == std::vector<std::string>{"b", "sum", "a.output"});
  REQUIRE(part.inputs().size() == 1);
  CHECK(part.value(part.inputs()[0]).name == "a");
  CHECK(part.value(part.node(part.find_node("b")).inputs[1]).constant->data<float>()[1] == 2);
  CHECK(part.outputs().size() == 2);
  CHECK_THROWS_AS(subgraph(d.graph, {d.b}, {d.sum}), Error);  // that needs x
}

TEST_CASE("sources are the known values next to the outputs, if they suffice") {
  const Diamond d;
  CHECK(sources_of(d.graph, {d.sum}, {d.x, d.a}) == std::vector<ValueId>{d.a});
  CHECK(sources_of(d.graph, {d.sum}, {d.sum, d.a}) == std::vector<ValueId>{d.sum});
  CHECK(sources_of(d.graph, {d.sum}, {d.b}) == std::nullopt);
}

TEST_CASE("the border of nodes is what they and those after them take from elsewhere") {
  const Diamond d;
  CHECK(border_of(d.graph, {d.graph.find_node("b")}) == std::vector<ValueId>{d.a});
  CHECK(border_of(d.graph, {d.graph.find_node("a")}) == std::vector<ValueId>{d.x});
}

TEST_CASE("what is made of constants alone is no border") {
  Diamond d;
  const ValueId made = d.graph.add_node(OpKind::kRelu, "made", {}, {d.shift});
  d.graph.set_input(d.graph.find_node("b"), 1, made);
  CHECK(border_of(d.graph, {d.graph.find_node("b")}) == std::vector<ValueId>{d.a});
}
