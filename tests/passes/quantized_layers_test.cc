#include "passes/quantized_layers.h"

#include <catch2/catch.hpp>

#include "passes/support/layers.h"

using namespace msquant;

namespace {

// x·w → relu → x·w again (one weight for both); the layers `quantized` stand between FakeQuants.
Graph twice_the_same_weight(const std::vector<std::string>& quantized) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  const ValueId first = add_dense(graph, "first", x, 2, {1, 2, 3, 4});
  const ValueId w = node_named(graph, "first").inputs[1];
  const ValueId relu = graph.add_node(OpKind::kRelu, "relu", {}, {first});
  graph.set_outputs(
      {graph.add_node(OpKind::kMatMul, "second", MatMulAttrs{false, true}, {relu, w})});
  const ValueId grid = graph.add_node(OpKind::kFakeQuant, "w.quant",
                                      FakeQuantAttrs{QuantParams{{1, 1}, {0, 0}, 0}}, {w});
  for (const std::string& name : quantized) {
    const NodeId id = graph.find_node(name);
    const ValueId input = graph.node(id).inputs[0];
    graph.set_input(id, 0,
                    graph.add_node(OpKind::kFakeQuant, name + ".quant",
                                   FakeQuantAttrs{QuantParams{{1}, {0}, -1}}, {input}));
    graph.set_input(id, 1, grid);
  }
  return graph;
}

}  // namespace

TEST_CASE("the last quantized layers are those that no other one follows") {
  const Graph both = twice_the_same_weight({"first", "second"});
  CHECK(last_quantized_layers(both) == std::vector<NodeId>{both.find_node("second")});
  const Graph one = twice_the_same_weight({"first"});
  CHECK(last_quantized_layers(one) == std::vector<NodeId>{one.find_node("first")});
  CHECK(last_quantized_layers(twice_the_same_weight({})).empty());
}

TEST_CASE("a scaled weight keeps its integers, and another layer's share of it stays") {
  Graph graph = twice_the_same_weight({"first", "second"});
  scale_quantized_weight(graph, graph.find_node("second"), 2);
  const Node &first = node_named(graph, "first"), &second = node_named(graph, "second");
  CHECK(fake_quant_params(graph, first.inputs[1])->scale == std::vector<float>{1, 1});
  CHECK(fake_quant_params(graph, second.inputs[1])->scale == std::vector<float>{2, 2});
  CHECK(weight_of(graph, first).data<float>()[3] == 4);
  CHECK(simulated_weight_of(graph, second).data<float>()[3] == 8);
}
