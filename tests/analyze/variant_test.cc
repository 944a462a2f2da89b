#include "analyze/variant.h"

#include <catch2/catch.hpp>

#include "analyze/quantized_model.h"
#include "engine/executor.h"
#include "graph/verify.h"
#include "support/kinds.h"
#include "support/models.h"

using namespace msquant;

namespace {

const std::vector<std::string> kLayers{"conv2", "conv3", "fc"};

Tensor run(const Graph& graph) {
  ExecutorOptions options;
  options.engine = "reference";
  return make_executor(graph, options)->run({random_tensor({1, 3, 16, 16}, 7, 0, 1)})[0];
}

bool equal(const Tensor& a, const Tensor& b) {
  const auto x = a.data<float>(), y = b.data<float>();
  return std::equal(x.begin(), x.end(), y.begin(), y.end());
}

// conv_net with the output of the variant that quantizes `layers`.
Graph variant_graph(const QuantizedModel& model, const std::vector<std::string>& layers,
                    LayerForm form) {
  Graph graph = model.prepared;
  VariantBuilder builder(graph, model.quantized.graph, model.quantized.record);
  const ValueMap changes = builder.add(graph, "variant", layers, form);
  graph.set_outputs({changes.at(graph.outputs()[0])});
  return graph;
}

}  // namespace

TEST_CASE("the variant with all layers is the model that is exported") {
  const QuantizedModel model = quantize_layers(conv_net(), kLayers);
  const Graph graph = variant_graph(model, kLayers, LayerForm::kIntegers);
  CHECK_NOTHROW(verify(graph));
  CHECK(equal(run(graph), run(model.quantized.graph)));
}

TEST_CASE("the variant with one layer is the model that quantizes this layer alone") {
  const QuantizedModel all = quantize_layers(conv_net(), kLayers);
  for (const std::string& layer : kLayers) {
    const QuantizedModel alone = quantize_alone(conv_net(), kLayers, layer);
    CHECK(
        equal(run(variant_graph(all, {layer}, LayerForm::kIntegers)), run(alone.quantized.graph)));
  }
}

TEST_CASE("weights or activations alone are simulated in float") {
  const QuantizedModel model = quantize_layers(conv_net(), kLayers);
  for (LayerForm form : {LayerForm::kWeights, LayerForm::kActivations}) {
    const Graph graph = variant_graph(model, kLayers, form);
    CHECK_NOTHROW(verify(graph));
    const auto kinds = count_kinds(graph);
    CHECK(kinds.at("FakeQuant") == 3);
    CHECK(kinds.count("Quantize") == 0);
    CHECK_FALSE(equal(run(graph), run(model.prepared)));
  }
}

TEST_CASE("several variants share a graph and its constants") {
  const QuantizedModel model =
      quantize_layers(residual_block(), {"conv1", "conv2", "downsample.0"});
  Graph graph = model.prepared;
  VariantBuilder builder(graph, model.quantized.graph, model.quantized.record);
  const ValueMap first = builder.add(graph, "a", {"conv2"}, LayerForm::kIntegers);
  const ValueMap second = builder.add(graph, "b", {"conv2"}, LayerForm::kIntegers);
  CHECK_NOTHROW(verify(graph));
  const ValueId output = graph.node(graph.find_node("conv2")).outputs[0];
  const auto weight = [&](ValueId dequantized) {
    const Node& node = graph.node(graph.value(dequantized).producer);
    return graph.node(graph.value(node.inputs[0]).producer).inputs[1];
  };
  CHECK(weight(first.at(output)) == weight(second.at(output)));
  // conv1 and the shortcut do not depend on conv2.
  CHECK(first.count(graph.node(graph.find_node("downsample.0")).outputs[0]) == 0);
}
