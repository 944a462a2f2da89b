#include "passes/insert_quant.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "graph/verify.h"
#include "passes/support/layers.h"

using namespace msquant;

namespace {

QuantConfig config_of(const std::vector<std::string>& layers) {
  QuantConfig config;
  for (const std::string& name : layers) config.layers.push_back({name, true});
  return config;
}

const FakeQuantAttrs& fake_quant(const Graph& graph, const std::string& layer, size_t input) {
  const ValueId value = node_named(graph, layer).inputs.at(input);
  const Node& node = graph.node(graph.value(value).producer);
  REQUIRE(node.kind == OpKind::kFakeQuant);
  return node.as<FakeQuantAttrs>();
}

// Two convolutions that read one tensor, and a dense layer behind them.
Graph forked_graph() {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId a = add_conv(graph, "a", x, 2, {127, 0, 1, -2});
  const ValueId b = add_conv(graph, "b", x, 2, {1, 2, 3, 4});
  const ValueId sum = graph.add_node(OpKind::kAdd, "sum", {}, {a, b});
  const ValueId flat = graph.add_node(OpKind::kFlatten, "flatten", AxisAttrs{1}, {sum});
  graph.set_outputs({add_dense(graph, "fc", flat, 3, {1, -2, 3, 4, 0, 0})});
  return graph;
}

}  // namespace

TEST_CASE("both operands of a configured layer get a FakeQuant") {
  Graph graph = forked_graph();
  insert_quant(graph, config_of({"a", "fc"}));
  verify(graph);
  CHECK(!fake_quant(graph, "a", 0).params);
  CHECK(fake_quant(graph, "a", 1).params == QuantParams{{1.0f, 2.0f / 127}, {0, 0}, 0});
  CHECK(!fake_quant(graph, "fc", 0).params);
  CHECK(fake_quant(graph, "fc", 1).params ==
        QuantParams{{2.0f / 127, 4.0f / 127, 1.0f}, {0, 0, 0}, 0});
  CHECK(node_named(graph, "b").inputs[0] == graph.inputs()[0]);
}

TEST_CASE("a matrix [in, out] is quantized along its columns") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  const ValueId w = add_constant(graph, "fc.weight", {2, 3}, {127, 0, 1, -3, 254, 1});
  graph.set_outputs({graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, {x, w})});
  insert_quant(graph, config_of({"fc"}));
  verify(graph);
  CHECK(fake_quant(graph, "fc", 1).params == QuantParams{{1, 2, 1.0f / 127}, {0, 0, 0}, 1});
}

TEST_CASE("layers that read one tensor share its FakeQuant") {
  Graph graph = forked_graph();
  insert_quant(graph, config_of({"a", "b"}));
  verify(graph);
  CHECK(node_named(graph, "a").inputs[0] == node_named(graph, "b").inputs[0]);
  CHECK(node_named(graph, "a").inputs[1] != node_named(graph, "b").inputs[1]);
}

TEST_CASE("a layer with a method of its own has a FakeQuant of its own") {
  Graph graph = forked_graph();
  QuantConfig config = config_of({"a", "b", "fc"});
  config.layers[1].methods.estimator = "minmax";
  config.types = {{"Dense", {}}};
  config.types[0].second.weight_method = "arq";
  const ActivationMethods methods = insert_quant(graph, config);
  verify(graph);
  const auto fake_quant_of = [&](const char* layer) {
    return graph.value(node_named(graph, layer).inputs[0]).producer;
  };
  CHECK(fake_quant_of("a") != fake_quant_of("b"));
  CHECK(methods.size() == 3);
  CHECK(methods.at(fake_quant_of("a")).estimator == "ifmr");
  CHECK(methods.at(fake_quant_of("b")).estimator == "minmax");
  // The first row of fc is {1, -2}: its negative side reaches -128.
  CHECK(fake_quant(graph, "fc", 1).params->scale == std::vector<float>{2.0f / 128, 4.0f / 127, 1});
  CHECK(fake_quant(graph, "a", 1).params->scale == std::vector<float>{1, 2.0f / 127});
}

TEST_CASE("a method of the same words as the global one is the same method") {
  Graph graph = forked_graph();
  QuantConfig config = config_of({"a", "b"});
  config.layers[1].methods.estimator = "ifmr";
  CHECK(insert_quant(graph, config).size() == 1);
  CHECK(node_named(graph, "a").inputs[0] == node_named(graph, "b").inputs[0]);
}

TEST_CASE("layers whose quant is false stay as they are") {
  Graph graph = forked_graph();
  QuantConfig config;
  config.layers = {{"a", false}, {"b", true}};
  insert_quant(graph, config);
  CHECK(node_named(graph, "a").inputs[0] == graph.inputs()[0]);
  CHECK(fake_quant(graph, "b", 1).params.has_value());
}

TEST_CASE("a layer that cannot be quantized is refused with the reason") {
  Graph graph = forked_graph();
  CHECK_THROWS_WITH(insert_quant(graph, config_of({"fcc"})), Catch::Contains("did you mean 'fc'"));
  CHECK_THROWS_WITH(insert_quant(graph, config_of({"sum"})),
                    Catch::Contains("'sum'") && Catch::Contains("Add"));
}
