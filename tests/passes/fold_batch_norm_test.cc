#include "passes/fold_batch_norm.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "graph/verify.h"
#include "passes/support/layers.h"

using namespace msquant;

namespace {

struct BatchNorm {
  std::vector<float> gamma{2, -1}, beta{0.5f, 1}, mean{3, 4}, variance{15, 3};
  float epsilon = 1;  // deviations 4 and 2
};

ValueId add_batch_norm(Graph& graph, ValueId x, const BatchNorm& bn = {}) {
  const auto vector = [&](const char* name, const std::vector<float>& elements) {
    return add_constant(graph, name, {2}, elements);
  };
  return graph.add_node(
      OpKind::kBatchNorm, "bn", BatchNormAttrs{bn.epsilon},
      {x, vector("bn.gamma", bn.gamma), vector("bn.beta", bn.beta),
       vector("bn.moving_mean", bn.mean), vector("bn.moving_variance", bn.variance)});
}

Graph conv_with_batch_norm(const BatchNorm& bn = {}) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 3, 3}});
  graph.set_outputs({add_batch_norm(graph, add_conv(graph, "conv", x, 2, {4, 8, 6, -2}), bn)});
  return graph;
}

}  // namespace

TEST_CASE("batch normalization disappears into weight and bias") {
  Graph graph = conv_with_batch_norm();
  CHECK(fold_batch_norm(graph) == 1);
  verify(graph);
  CHECK(graph.node_ids().size() == 1);
  CHECK(constant_input<float>(graph, "conv", 1) == std::vector<float>{2, 4, -3, 1});
  // (0 - 3) / 4 * 2 + 0.5 and (0 - 4) / 2 * -1 + 1
  CHECK(constant_input<float>(graph, "conv", 2) == std::vector<float>{-1, 3});
  CHECK(input_name(graph, "conv", 1) == "conv.weight");
  CHECK(input_name(graph, "conv", 2) == "conv.bias");
  CHECK(graph.outputs() == node_named(graph, "conv").outputs);
  CHECK(fold_batch_norm(graph) == 0);
}

TEST_CASE("the weight is divided by the deviation first and multiplied by gamma then") {
  // float32: 1 / 3 * 3 is 1, but 1 / 41 * 41 is not; multiplying first would give 1.
  BatchNorm bn;
  bn.gamma = {41, 41};
  bn.variance = {41 * 41 - 1, 41 * 41 - 1};
  Graph graph = conv_with_batch_norm(bn);
  graph.value(node_named(graph, "conv").inputs[1]).constant =
      Tensor::from<float>({2, 2, 1, 1}, {1, 1, 1, 1});
  fold_batch_norm(graph);
  CHECK(constant_input<float>(graph, "conv", 1)[0] == 1.0f / 41.0f * 41.0f);
  CHECK(constant_input<float>(graph, "conv", 1)[0] != 1.0f);
}

TEST_CASE("a bias that is there takes part") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 3, 3}});
  const ValueId conv = add_conv(graph, "conv", x, 2, {4, 8, 6, -2});
  graph.append_input(graph.value(conv).producer, add_constant(graph, "b", {2}, {5, 4}));
  graph.set_outputs({add_batch_norm(graph, conv)});
  CHECK(fold_batch_norm(graph) == 1);
  verify(graph);
  // (5 - 3) / 4 * 2 + 0.5 and (4 - 4) / 2 * -1 + 1
  CHECK(constant_input<float>(graph, "conv", 2) == std::vector<float>{1.5f, 1});
}

TEST_CASE("batch normalization stays where folding would change another result") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 3, 3}});
  SECTION("another node reads the convolution") {
    const ValueId conv = add_conv(graph, "conv", x, 2, {1, 2, 3, 4});
    const ValueId bn = add_batch_norm(graph, conv);
    graph.set_outputs({graph.add_node(OpKind::kAdd, "add", {}, {bn, conv})});
  }
  SECTION("the convolution is an output of the graph") {
    const ValueId conv = add_conv(graph, "conv", x, 2, {1, 2, 3, 4});
    graph.set_outputs({add_batch_norm(graph, conv), conv});
  }
  SECTION("there is no convolution before it") {
    graph.set_outputs({add_batch_norm(graph, graph.add_node(OpKind::kRelu, "relu", {}, {x}))});
  }
  SECTION("it normalizes the input") { graph.set_outputs({add_batch_norm(graph, x)}); }
  CHECK(fold_batch_norm(graph) == 0);
  verify(graph);
  CHECK(graph.find_node("bn") != kNoId);
}

TEST_CASE("convolutions that share a weight are folded apart") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 3, 3}});
  const ValueId first = add_conv(graph, "first", x, 2, {4, 8, 6, -2});
  const ValueId weight = node_named(graph, "first").inputs[1];
  const ValueId second = graph.add_node(OpKind::kConv2d, "second", ConvAttrs{},
                                        {add_batch_norm(graph, first), weight});
  graph.set_outputs({second});
  CHECK(fold_batch_norm(graph) == 1);
  verify(graph);
  CHECK(constant_input<float>(graph, "second", 1) == std::vector<float>{4, 8, 6, -2});
}

TEST_CASE("a batch normalization behind another one is folded, too") {
  Graph graph = conv_with_batch_norm();
  const Node& first = node_named(graph, "bn");
  std::vector<ValueId> inputs = first.inputs;
  inputs[0] = first.outputs[0];
  const BatchNormAttrs attributes = first.as<BatchNormAttrs>();
  graph.set_outputs({graph.add_node(OpKind::kBatchNorm, "bn2", attributes, inputs)});
  CHECK(fold_batch_norm(graph, 2) == 2);
  verify(graph);
  CHECK(graph.node_ids().size() == 1);
  CHECK(constant_input<float>(graph, "conv", 1) == std::vector<float>{1, 2, 1.5f, -0.5f});
  // (-1 - 3) / 4 * 2 + 0.5 and (3 - 4) / 2 * -1 + 1
  CHECK(constant_input<float>(graph, "conv", 2) == std::vector<float>{-1.5f, 1.5f});
}

TEST_CASE("numbers that cannot be folded are refused by the parameter's name") {
  BatchNorm bn;
  std::string parameter;
  SECTION("NaN in gamma") {
    bn.gamma[1] = std::nanf("");
    parameter = "bn.gamma";
  }
  SECTION("infinite mean") {
    bn.mean[0] = std::numeric_limits<float>::infinity();
    parameter = "bn.moving_mean";
  }
  SECTION("negative variance") {
    bn.variance[0] = -2;
    parameter = "bn.moving_variance";
  }
  SECTION("zero variance and epsilon") {
    bn.variance[0] = bn.epsilon = 0;
    parameter = "bn.moving_variance";
  }
  SECTION("overflow") {
    bn.gamma[0] = 3e38f;
    parameter = "conv.weight";
  }
  Graph graph = conv_with_batch_norm(bn);
  CHECK_THROWS_WITH(fold_batch_norm(graph), Catch::Contains("'" + parameter + "'"));
}
