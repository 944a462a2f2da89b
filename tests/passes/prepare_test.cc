#include "passes/prepare.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "passes/pass.h"
#include "passes/support/layers.h"

using namespace msquant;

namespace {

Graph conv_bias_batch_norm() {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 1, 1, 1}});
  const auto vector = [&](const char* name, float element) {
    return add_constant(graph, name, {1}, {element});
  };
  const ValueId conv = add_conv(graph, "conv", x, 1, {2});
  const ValueId sum = graph.add_node(OpKind::kBiasAdd, "add", {}, {conv, vector("bias", 5)});
  graph.set_outputs(
      {graph.add_node(OpKind::kBatchNorm, "bn", BatchNormAttrs{0},
                      {sum, vector("g", 2), vector("b", 3), vector("m", 1), vector("v", 16)})});
  return graph;
}

}  // namespace

TEST_CASE("a network is prepared in the order that leaves the fewest operators") {
  Graph graph = conv_bias_batch_norm();
  prepare(graph, true);
  CHECK(graph.node_ids().size() == 1);
  CHECK(constant_input<float>(graph, "conv", 1) == std::vector<float>{1});
  CHECK(constant_input<float>(graph, "conv", 2) == std::vector<float>{5});
}

TEST_CASE("batch normalization is left alone where it is not to be folded") {
  Graph graph = conv_bias_batch_norm();
  prepare(graph, false);
  CHECK(graph.find_node("bn") != kNoId);
}

TEST_CASE("a pass that breaks the graph is caught") {
  Graph graph = conv_bias_batch_norm();
  CHECK_THROWS_AS(run_pass("breaks", graph, [](Graph& g) { g.set_outputs({}); }), Error);
}
