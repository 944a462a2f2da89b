#include "passes/generate_config.h"

#include <catch2/catch.hpp>
#include <map>

#include "base/files.h"
#include "support/golden_network.h"
#include "support/models.h"
#include "support/shared.h"
#include "zoo/zoo.h"

namespace msquant {
namespace {

Tensor zeros(Shape shape, DType dtype = DType::kFloat32) {
  return Tensor::allocate(dtype, std::move(shape));
}

// The reason for the last node of a graph.
std::string reason(const Graph& graph) {
  return reason_not_quantizable(graph, graph.node(graph.node_ids().back()));
}

}  // namespace

TEST_CASE("generated configurations are msmodelslim's, byte for byte") {
  const std::map<std::string, int64_t> image_side{{"resnet18", 224},
                                                  {"resnet50", 224},
                                                  {"se_resnet50", 224},
                                                  {"mobilenetv2", 224},
                                                  {"vgg16", 32}};
  for (const auto& [name, side] : image_side) {
    CAPTURE(name);
    const auto golden = shared_file("golden/" + name + "_quant_config.json");
    MSQUANT_SKIP_WITHOUT(golden);
    const Graph graph =
        build_network(name, zero_parameters(golden_parameters(name)), {1, side, side, {}});
    CHECK(to_json(generate_config(graph)) == read_file(golden));
  }
}

TEST_CASE("for AMCT few channels are switched off, and matrices have one scale") {
  const Graph graph = conv_net();
  const QuantConfig config = generate_amct_config(graph);
  const auto layer = [&](const std::string& name) {
    for (const LayerChoice& each : config.layers) {
      if (each.name == name) return each;
    }
    FAIL("no layer " << name);
    return LayerChoice{};
  };
  CHECK_FALSE(layer("conv1").quant);  // 3 channels
  CHECK(layer("fc").quant);
  CHECK(layer("conv1").methods.channel_wise == true);
  CHECK(layer("fc").methods.channel_wise == false);
}

TEST_CASE("a convolution is left in float up to 16 input channels, groups counted together") {
  Graph graph;
  ValueId x = graph.add_input("x", {DType::kFloat32, {1, 16, 8, 8}});
  x = graph.add_node(OpKind::kConv2d, "few", ConvAttrs{},
                     {x, graph.add_constant("w1", zeros({17, 16, 1, 1}))});
  ConvAttrs depthwise;
  depthwise.groups = 17;
  x = graph.add_node(OpKind::kConv2d, "depthwise", depthwise,
                     {x, graph.add_constant("w2", zeros({17, 1, 1, 1}))});
  graph.set_outputs({x});
  const QuantConfig config = generate_config(graph);
  CHECK(config.quantized_layers() == std::vector<std::string>{"depthwise"});
  CHECK(config.fuse_bn);
  CHECK(config.num_rollback_nodes == 0);
  CHECK(reason_not_quantizable(graph, graph.node(graph.find_node("few"))).empty());
}

TEST_CASE("what cannot be quantized says why") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {4, 4}});
  const ValueId w = graph.add_constant("w", zeros({4, 4}));
  graph.add_node(OpKind::kMatMul, "dense", MatMulAttrs{}, {x, w});
  CHECK(reason(graph).empty());
  graph.add_node(OpKind::kRelu, "relu", {}, {x});
  CHECK(reason(graph) == "only Conv2d and MatMul are quantized, this is a Relu");
  graph.add_node(OpKind::kMatMul, "gram", MatMulAttrs{}, {x, x});
  CHECK(reason(graph) == "its weight is not a constant");
  graph.add_node(OpKind::kMatMul, "transposed", MatMulAttrs{true, false}, {x, w});
  CHECK(reason(graph) == "its first operand is transposed");
  const ValueId batched = graph.add_constant("batched", zeros({2, 4, 4}));
  graph.add_node(OpKind::kMatMul, "batched_product", MatMulAttrs{}, {x, batched});
  CHECK(reason(graph) == "its weight has 3 dimensions, not 2");
  const ValueId bias = graph.add_input("bias", {DType::kFloat32, {4}});
  graph.add_node(OpKind::kMatMul, "biased", MatMulAttrs{}, {x, w, bias});
  CHECK(reason(graph) == "its bias is not a constant");
  const ValueId q = graph.add_input("q", {DType::kInt8, {4, 4}});
  graph.add_node(OpKind::kMatMul, "integer", MatMulAttrs{},
                 {q, graph.add_constant("qw", zeros({4, 4}, DType::kInt8))});
  CHECK(reason(graph) == "it computes in integers already");
}

}  // namespace msquant
