#include "graph/traversal.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

TEST_CASE("producers come before users, whatever the order of insertion") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  const ValueId late = graph.add_node(OpKind::kRelu, "late", {}, {x});
  const ValueId early = graph.add_node(OpKind::kSigmoid, "early", {}, {x});
  graph.set_outputs({late});
  graph.set_input(graph.find_node("late"), 0, early);
  CHECK(topological_order(graph) ==
        std::vector<NodeId>{graph.find_node("early"), graph.find_node("late")});
}

TEST_CASE("a cycle is an error that names a node on it") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  const ValueId a = graph.add_node(OpKind::kRelu, "a", {}, {x});
  const ValueId b = graph.add_node(OpKind::kRelu, "b", {}, {a});
  graph.set_outputs({b});
  graph.set_input(graph.find_node("a"), 0, b);
  CHECK_THROWS_WITH(topological_order(graph), Catch::Contains("cycle") && Catch::Contains("'a'"));
}

TEST_CASE("a chain of 100,000 nodes is no problem, and dead ends are erased") {
  Graph graph;
  ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  graph.add_node(OpKind::kSigmoid, "dead", {}, {x});
  for (int i = 0; i < 100000; ++i) {
    x = graph.add_node(OpKind::kRelu, "n" + std::to_string(i), {}, {x});
  }
  graph.set_outputs({x});
  erase_dead_nodes(graph);
  CHECK(topological_order(graph).size() == 100000);
}

TEST_CASE("constants of dead ends go with them, those that are used or outputs stay") {
  Graph graph;
  const auto one = Tensor::allocate(DType::kFloat32, {1});
  const ValueId used = graph.add_constant("used", one), shown = graph.add_constant("shown", one),
                dead = graph.add_constant("dead", one);
  graph.add_node(OpKind::kSigmoid, "dead end", {}, {dead});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "y", {}, {used}), shown});
  erase_dead_nodes(graph);
  CHECK(graph.value(used).constant);
  CHECK(graph.value(shown).constant);
  CHECK_FALSE(graph.value(dead).constant);
}
