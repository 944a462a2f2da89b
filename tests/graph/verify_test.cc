#include "graph/verify.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

TEST_CASE("broken graphs are refused by the rule they break") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2}});
  CHECK_THROWS_WITH(verify(graph), Catch::Contains("no output"));
  const ValueId y = graph.add_node(OpKind::kRelu, "y", {}, {x});
  graph.set_outputs({y});
  verify(graph);

  SECTION("a stale type") {
    graph.value(y).type.shape = {3};
    CHECK_THROWS_WITH(verify(graph), Catch::Contains("stale type"));
  }
  SECTION("a missing back link") {
    graph.value(x).users.clear();
    CHECK_THROWS_WITH(verify(graph), Catch::Contains("does not list it"));
  }
  SECTION("a name used twice") {
    graph.add_node(OpKind::kRelu, "y", {}, {x});
    CHECK_THROWS_WITH(verify(graph), Catch::Contains("two nodes"));
  }
  SECTION("a constant of another type") {
    const ValueId c = graph.add_constant("c", Tensor::allocate(DType::kFloat32, {1}));
    graph.value(c).constant = Tensor::allocate(DType::kFloat32, {2});
    CHECK_THROWS_WITH(verify(graph), Catch::Contains("another type"));
  }
}
