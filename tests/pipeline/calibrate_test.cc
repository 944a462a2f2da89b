#include <catch2/catch.hpp>

#include "base/error.h"
#include "graph/dump.h"
#include "passes/generate_config.h"
#include "passes/prepare.h"
#include "pipeline/restore_calibration.h"
#include "support/models.h"

using namespace msquant;
using Catch::Contains;

namespace {

// What a calibration would have recorded: made-up ranges, a scale for each output channel.
Record record_of(const Graph& graph, const QuantConfig& config) {
  Record record;
  for (const std::string& layer : config.quantized_layers()) {
    const Node& node = graph.node(graph.find_node(layer));
    const bool is_columns = node.kind == OpKind::kMatMul && !node.as<MatMulAttrs>().transpose_b;
    const int64_t channels = graph.value(node.inputs[1]).type.shape[is_columns ? 1 : 0];
    const auto count = static_cast<size_t>(channels);
    record.layers.push_back({layer,
                             {{0.5f}, {3}, -1},
                             {std::vector<float>(count, 0.25f), std::vector<int32_t>(count), 0}});
  }
  return record;
}

}  // namespace

TEST_CASE("a recorded calibration is restored: its scales are the ones that are exported") {
  Graph graph = dense_head(4);
  prepare(graph, true);
  const QuantConfig config = generate_config(graph);
  const Calibrated calibrated = restore_calibration(graph, config, {}, record_of(graph, config));
  const Graph lowered = lower(calibrated, false);
  const Node& dequantize = lowered.node(lowered.find_node("fc1.dequantize"));
  for (float scale : lowered.value(dequantize.inputs[1]).constant->data<float>()) {
    CHECK(scale == 0.125f);
  }
  const auto& quantize = lowered.node(lowered.find_node("fc1.quantize")).as<QuantizeAttrs>();
  CHECK(quantize.inverse_scale == 2.0f);
  CHECK(quantize.zero_point == 3);
  CHECK(lowered.value(lowered.outputs()[0]).type.shape[0] == 4);
}

// As AMCT records each layer by itself.
TEST_CASE("layers that read one tensor may be recorded with different parameters") {
  Graph graph = residual_block(1);
  prepare(graph, true);
  QuantConfig config;
  config.layers = {{"conv1", true}, {"downsample.0", true}};
  Record record = record_of(graph, config);
  record.layers[1].activation.scale[0] = 0.25f;
  const Graph lowered = lower(restore_calibration(graph, record), false);
  const auto inverse_scale = [&](const std::string& layer) {
    const NodeId quantize =
        lowered.value(lowered.node(lowered.find_node(layer)).inputs[0]).producer;
    return lowered.node(quantize).as<QuantizeAttrs>().inverse_scale;
  };
  CHECK(inverse_scale("conv1") == 2);
  CHECK(inverse_scale("downsample.0") == 4);
}

TEST_CASE("a record of other layers or channels is refused") {
  Graph graph = dense_head(1);
  prepare(graph, true);
  const QuantConfig config = generate_config(graph);
  Record record = record_of(graph, config);
  SECTION("a layer too few") { record.layers.pop_back(); }
  SECTION("another layer") { record.layers[0].layer = "fc3"; }
  SECTION("a channel too few") {
    record.layers[1].weight.scale.pop_back();
    record.layers[1].weight.zero_point.pop_back();
  }
  CHECK_THROWS_WITH(restore_calibration(graph, config, {}, record), Contains("the record"));
}

TEST_CASE("the digest tells graphs apart by one weight, and not by who computed it") {
  const Graph graph = conv_net(1);
  CHECK(digest_of(graph) == digest_of(conv_net(1)));
  CHECK(digest_of(graph).size() == 64);
  Graph other = conv_net(1);
  const ValueId weight = other.node(other.find_node("conv2")).inputs[1];
  Tensor changed = other.value(weight).constant->clone();
  changed.mutable_data<float>()[7] += 1e-6f;
  other.value(weight).constant = changed;
  CHECK(digest_of(other) != digest_of(graph));
}
