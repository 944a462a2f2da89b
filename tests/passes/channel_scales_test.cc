#include "passes/channel_scales.h"

#include <catch2/catch.hpp>

#include "passes/support/layers.h"
#include "support/models.h"

using namespace msquant;

namespace {

std::vector<std::string> names(const Graph& graph, const std::vector<NodeId>& nodes) {
  std::vector<std::string> result;
  for (NodeId id : nodes) result.push_back(graph.node(id).name);
  return result;
}

using Names = std::vector<std::string>;

// x[1,2,1,1] → conv1 [2→2] → activation → conv2 [2→1].
Graph chain(OpKind activation) {
  Graph graph("chain");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId hidden = add_conv(graph, "conv1", x, 2, {1, 2, 3, 4});
  const ValueId bias = add_constant(graph, "conv1.bias", {2}, {10, 20});
  graph.append_input(graph.value(hidden).producer, bias);
  const ValueId active = graph.add_node(activation, "activation", {}, {hidden});
  graph.set_outputs({add_conv(graph, "conv2", active, 1, {5, 6})});
  return graph;
}

}  // namespace

TEST_CASE("a chain is rescaled: rows and bias divided, columns multiplied") {
  Graph graph = chain(OpKind::kRelu);
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  REQUIRE(groups.size() == 1);
  CHECK(names(graph, groups[0].producers) == Names{"conv1"});
  CHECK(names(graph, groups[0].consumers) == Names{"conv2"});
  rescale(graph, groups[0], {2, 4});
  CHECK(constant_input<float>(graph, "conv1", 1) == std::vector<float>{0.5, 1, 0.75, 1});
  CHECK(constant_input<float>(graph, "conv1", 2) == std::vector<float>{5, 5});
  CHECK(constant_input<float>(graph, "conv2", 1) == std::vector<float>{10, 24});
}

TEST_CASE("an operator with a bound of its own ends the group") {
  CHECK(scale_groups(chain(OpKind::kRelu6)).empty());
  CHECK(scale_groups(chain(OpKind::kSigmoid)).empty());
}

TEST_CASE("a residual stream is one group of all that adds to it and reads it") {
  Graph graph("residual");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId stem = add_conv(graph, "stem", x, 2, {1, 2, 3, 4});
  const ValueId inner = add_conv(graph, "inner", stem, 3, {1, 2, 3, 4, 5, 6});
  const ValueId outer = add_conv(graph, "outer", inner, 2, {1, 2, 3, 4, 5, 6});
  const ValueId sum = graph.add_node(OpKind::kAdd, "sum", {}, {stem, outer});
  graph.set_outputs({add_conv(graph, "last", sum, 1, {1, 2})});
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  REQUIRE(groups.size() == 2);
  const ScaleGroup& stream = groups[groups[0].channels == 2 ? 0 : 1];
  CHECK(names(graph, stream.producers) == Names{"stem", "outer"});
  CHECK(names(graph, stream.consumers) == Names{"inner", "last"});
}

TEST_CASE("a flattened image has a run of columns for each channel") {
  Graph graph("flat");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 1, 1, 2}});
  const ValueId hidden = add_conv(graph, "conv", x, 2, {1, 1});
  const ValueId flat = graph.add_node(OpKind::kFlatten, "flat", AxisAttrs{1}, {hidden});
  graph.set_outputs({add_dense(graph, "fc", flat, 1, {1, 2, 3, 4})});
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  REQUIRE(groups.size() == 1);
  rescale(graph, groups[0], {2, 10});
  CHECK(constant_input<float>(graph, "fc", 1) == std::vector<float>{2, 4, 30, 40});
}

TEST_CASE("a depthwise convolution takes scales of its input and of its output") {
  Graph graph("depthwise");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 1, 1, 1}});
  const ValueId hidden = add_conv(graph, "first", x, 2, {1, 1});
  ConvAttrs attributes;
  attributes.groups = 2;
  const ValueId weight = add_constant(graph, "depthwise.weight", {2, 1, 1, 1}, {8, 8});
  const ValueId deep = graph.add_node(OpKind::kConv2d, "depthwise", attributes, {hidden, weight});
  graph.set_outputs({add_conv(graph, "last", deep, 1, {1, 1})});
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  REQUIRE(groups.size() == 2);
  for (const ScaleGroup& group : groups) rescale(graph, group, {2, 4});
  CHECK(constant_input<float>(graph, "depthwise", 1) == std::vector<float>{8, 8});
  CHECK(constant_input<float>(graph, "first", 1) == std::vector<float>{0.5, 0.25});
  CHECK(constant_input<float>(graph, "last", 1) == std::vector<float>{2, 4});
}

TEST_CASE("an input is balanced by an operator of its own, whatever comes before it") {
  Graph graph = chain(OpKind::kRelu6);
  balance_input(graph, graph.find_node("conv2"), {2, 4});
  CHECK(constant_input<float>(graph, "conv2.mul", 1) == std::vector<float>{0.5, 0.25});
  CHECK(constant_input<float>(graph, "conv2", 1) == std::vector<float>{10, 24});
  CHECK(constant_input<float>(graph, "conv1", 1) == std::vector<float>{1, 2, 3, 4});
  const Node& product = graph.node(graph.find_node("conv2.mul"));
  CHECK(graph.node(graph.find_node("conv2")).inputs[0] == product.outputs[0]);
  CHECK(graph.value(product.outputs[0]).type.shape == Shape{1, 2, 1, 1});
}
