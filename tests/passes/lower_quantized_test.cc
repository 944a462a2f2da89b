#include "passes/lower_quantized.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "graph/verify.h"
#include "passes/insert_quant.h"
#include "passes/support/layers.h"

using namespace msquant;

namespace {

// Quantizes `layers` and gives their activations scale 0.5 and zero point -28.
void quantize(Graph& graph, const std::vector<std::string>& layers) {
  QuantConfig config;
  for (const std::string& name : layers) config.layers.push_back({name, true});
  insert_quant(graph, config);
  for (NodeId id : graph.node_ids()) {
    if (graph.node(id).kind != OpKind::kFakeQuant) continue;
    auto& params = graph.node(id).as<FakeQuantAttrs>().params;
    if (!params) params = QuantParams{{0.5f}, {-28}, -1};
  }
}

// Scales of the weight's channels: 1 and 2.
const std::vector<float> kWeight{127, 3, -254, 100};

Graph conv_graph(const std::vector<float>& bias) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId conv = add_conv(graph, "conv", x, 2, kWeight);
  if (!bias.empty()) {
    graph.append_input(graph.value(conv).producer, add_constant(graph, "bias", {2}, bias));
  }
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {}, {conv})});
  quantize(graph, {"conv"});
  return graph;
}

Graph dense_graph(const std::vector<float>& bias) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  const ValueId dense = add_dense(graph, "fc", x, 2, kWeight);
  if (!bias.empty()) {
    graph.append_input(graph.value(dense).producer, add_constant(graph, "bias", {2}, bias));
  }
  graph.set_outputs({dense});
  quantize(graph, {"fc"});
  return graph;
}

void lower(Graph& graph, const LowerOptions& options = {}) {
  lower_quantized(graph, options);
  verify(graph);
  for (NodeId id : graph.node_ids()) CHECK(graph.node(id).kind != OpKind::kFakeQuant);
}

}  // namespace

TEST_CASE("a convolution is lowered to Quantize, integers and Dequantize") {
  Graph graph = conv_graph({10.4f, -8.3f});
  lower(graph);
  const Node& conv = node_named(graph, "conv");
  const Node& quantize_node = graph.node(graph.value(conv.inputs[0]).producer);
  REQUIRE(quantize_node.kind == OpKind::kQuantize);
  CHECK(quantize_node.as<QuantizeAttrs>().inverse_scale == 2.0f);
  CHECK(quantize_node.as<QuantizeAttrs>().zero_point == -28);
  CHECK(quantize_node.inputs[0] == graph.inputs()[0]);

  CHECK(conv.as<ConvAttrs>().x_zero_point == -28);
  CHECK(graph.value(conv.outputs[0]).type == TensorType{DType::kInt32, {1, 2, 1, 1}});
  CHECK(input_name(graph, "conv", 1) == "conv.weight");
  CHECK(constant_input<int8_t>(graph, "conv", 1) == std::vector<int8_t>{127, 3, -127, 50});
  CHECK(input_name(graph, "conv", 2) == "conv.bias");
  // 10.4 / 0.5 = 20.8 and -8.3 / 1 = -8.3, uncorrected
  CHECK(constant_input<int32_t>(graph, "conv", 2) == std::vector<int32_t>{21, -8});

  const Node& dequantize = graph.node(graph.value(node_named(graph, "relu").inputs[0]).producer);
  REQUIRE(dequantize.kind == OpKind::kDequantize);
  CHECK(dequantize.inputs[0] == conv.outputs[0]);
  CHECK(dequantize.as<DequantizeAttrs>().axis == 1);
  CHECK(input_name(graph, dequantize.name, 1) == "conv.deq_scale");
  CHECK(constant_input<float>(graph, dequantize.name, 1) == std::vector<float>{0.5f, 1});
}

TEST_CASE("biases are rounded toward zero where ptq_quant is to be met") {
  Graph graph = conv_graph({0.95f, -7.9f});
  lower(graph, {BiasRounding::kTowardZero});
  CHECK(constant_input<int32_t>(graph, "conv", 2) == std::vector<int32_t>{1, -7});
}

TEST_CASE("a convolution without a bias gets none") {
  Graph graph = conv_graph({});
  lower(graph);
  CHECK(node_named(graph, "conv").inputs.size() == 2);
}

TEST_CASE("a dense layer becomes [in, out] and its bias takes the zero point's share") {
  const bool has_bias = GENERATE(true, false);
  Graph graph = dense_graph(has_bias ? std::vector<float>{10, 20} : std::vector<float>{});
  lower(graph);
  CHECK_FALSE(node_named(graph, "fc").as<MatMulAttrs>().transpose_b);
  CHECK(constant_input<int8_t>(graph, "fc", 1) == std::vector<int8_t>{127, -127, 3, 50});
  // 28 * (127 + 3) = 3640 and 28 * (-127 + 50) = -2156, beside 10 / 0.5 and 20 / 1
  CHECK(constant_input<int32_t>(graph, "fc", 2) ==
        (has_bias ? std::vector<int32_t>{3660, -2136} : std::vector<int32_t>{3640, -2156}));
  REQUIRE(graph.outputs().size() == 1);
  const Value& output = graph.value(graph.outputs()[0]);
  CHECK(graph.node(output.producer).kind == OpKind::kDequantize);
  CHECK(output.type == TensorType{DType::kFloat32, {1, 2}});
}

TEST_CASE("a dense layer's integers stand for what the layer computes") {
  Graph graph = dense_graph({10, 20});
  lower(graph);
  // x = (6, -4) is (12 - 28, -8 - 28) in integers, without rounding.
  const int32_t q[2] = {-16, -36};
  const auto w = constant_input<int8_t>(graph, "fc", 1);
  const auto b = constant_input<int32_t>(graph, "fc", 2);
  CHECK(0.5f * static_cast<float>(q[0] * w[0] + q[1] * w[2] + b[0]) == 127 * 6 - 3 * 4 + 10);
  CHECK(1.0f * static_cast<float>(q[0] * w[1] + q[1] * w[3] + b[1]) == -254 * 6 - 100 * 4 + 20);
}

TEST_CASE("consumers of one tensor share its Quantize, or each has its own as in ptq_quant") {
  const bool share = GENERATE(true, false);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId a = add_conv(graph, "a", x, 2, kWeight);
  const ValueId b = add_conv(graph, "b", x, 2, kWeight);
  graph.set_outputs({graph.add_node(OpKind::kAdd, "sum", {}, {a, b})});
  quantize(graph, {"a", "b"});
  LowerOptions options;
  options.share_quantize = share;
  lower(graph, options);
  CHECK((node_named(graph, "a").inputs[0] == node_named(graph, "b").inputs[0]) == share);
  CHECK(graph.node_ids().size() == (share ? 6 : 7));
  for (const char* layer : {"a", "b"}) {
    const Node& own = graph.node(graph.value(node_named(graph, layer).inputs[0]).producer);
    CHECK(own.kind == OpKind::kQuantize);
    CHECK(own.inputs[0] == x);
    CHECK(own.as<QuantizeAttrs>().zero_point == -28);
  }
}

TEST_CASE("layers that are not quantized stay in float") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId a = add_conv(graph, "a", x, 2, kWeight);
  graph.set_outputs({add_conv(graph, "b", a, 2, kWeight)});
  quantize(graph, {"a"});
  lower(graph);
  CHECK(constant_input<float>(graph, "b", 1) == kWeight);
}

TEST_CASE("a bias outweighs the weights of a nearly dead channel without overflow") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 1, 1}});
  const ValueId conv = add_conv(graph, "conv", x, 3, {127, 3, 1e-20f, 0, 1e-40f, 0});
  graph.append_input(graph.value(conv).producer, add_constant(graph, "b", {3}, {1, -0.7f, 0}));
  graph.set_outputs({conv});
  quantize(graph, {"conv"});
  lower(graph);
  const auto bias = constant_input<int32_t>(graph, "conv", 2);
  const auto scale = constant_input<float>(graph, "conv.dequantize", 1);
  for (float s : scale) CHECK(std::isnormal(s));
  CHECK(scale[0] == 0.5f);
  CHECK(static_cast<float>(bias[1]) * scale[1] == Approx(-0.7f));
  CHECK(bias[2] == 0);
}

TEST_CASE("a bias that the zero point drives beyond int32 is cut") {
  // 140,000 inputs of weight 127 and zero point -128.
  const int64_t inputs = 140000;
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, inputs}});
  const std::vector<float> ones(static_cast<size_t>(inputs), 1.0f);
  graph.set_outputs({add_dense(graph, "fc", x, 1, ones)});
  quantize(graph, {"fc"});
  const Node& fc = node_named(graph, "fc");
  graph.node(graph.value(fc.inputs[0]).producer).as<FakeQuantAttrs>().params->zero_point = {-128};
  lower(graph);
  CHECK(constant_input<int32_t>(graph, "fc", 2) == std::vector<int32_t>{INT32_MAX});
}
