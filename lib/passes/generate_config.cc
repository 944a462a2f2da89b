#include "passes/generate_config.h"

namespace msquant {
namespace {

// msmodelslim leaves convolutions of an image's few channels in float: they gain little speed and
// lose the most accuracy.
constexpr int64_t kFewChannels = 16;

bool is_worth_quantizing(const Graph& graph, const Node& node) {
  if (node.kind != OpKind::kConv2d) return true;
  return graph.value(node.inputs[0]).type.shape[1] > kFewChannels;
}

}  // namespace

QuantConfig generate_config(const Graph& graph) {
  QuantConfig config;
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (reason_not_generated(graph, node).empty()) {
      config.layers.push_back({node.name, true});
    }
  }
  return config;
}

QuantConfig generate_amct_config(const Graph& graph) {
  QuantConfig config;
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (!reason_not_quantizable(graph, node).empty()) continue;
    config.layers.push_back({node.name, is_worth_quantizing(graph, node)});
    config.layers.back().methods.channel_wise = node.kind == OpKind::kConv2d;
  }
  return config;
}

std::string reason_not_quantizable(const Graph& graph, const Node& node) {
  if (node.kind != OpKind::kConv2d && node.kind != OpKind::kMatMul) {
    return "only Conv2d and MatMul are quantized, this is a " + std::string(name_of(node.kind));
  }
  const Value& x = graph.value(node.inputs[0]);
  const Value& weight = graph.value(node.inputs[1]);
  if (!weight.constant) return "its weight is not a constant";
  if (!is_floating(x.type.dtype)) return "it computes in integers already";
  if (node.inputs.size() > 2 && !graph.value(node.inputs[2]).constant) {
    return "its bias is not a constant";
  }
  if (node.kind == OpKind::kConv2d) return "";
  if (weight.type.shape.size() != 2) {
    return "its weight has " + std::to_string(weight.type.shape.size()) + " dimensions, not 2";
  }
  return node.as<MatMulAttrs>().transpose_a ? "its first operand is transposed" : "";
}

std::string reason_not_generated(const Graph& graph, const Node& node) {
  const std::string reason = reason_not_quantizable(graph, node);
  if (!reason.empty() || is_worth_quantizing(graph, node)) return reason;
  return std::to_string(graph.value(node.inputs[0]).type.shape[1]) + " input channels: up to " +
         std::to_string(kFewChannels) + " gain little and cost accuracy";
}

}  // namespace msquant
