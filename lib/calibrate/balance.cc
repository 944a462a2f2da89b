#include "calibrate/balance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "calibrate/channel_stats.h"
#include "passes/channel_scales.h"
#include "passes/quantized_layers.h"
#include "quant/balance.h"
#include "quant/patches.h"

namespace msquant {
namespace {

// Of the layers that are to be quantized.
std::map<NodeId, double> migration_strengths(const CorrectionContext& context) {
  std::map<std::string, NodeId> nodes;
  for (NodeId id : context.graph.node_ids()) nodes.emplace(context.graph.node(id).name, id);
  std::map<NodeId, double> strengths;
  for (const LayerChoice& layer : context.config.layers) {
    const auto node = nodes.find(layer.name);
    if (!layer.quant || node == nodes.end()) continue;
    const std::string type = layer_type_of(context.graph.node(node->second).kind);
    strengths[node->second] =
        context.config.methods_of(layer, type, context.methods).migration_strength;
  }
  return strengths;
}

// The largest magnitude of the weights of each input channel.
std::vector<float> weight_ranges(const Graph& graph, const Node& layer, int64_t channels) {
  const Tensor weight = weight_of(graph, layer);
  const Tensor rows = weight_rows(weight, output_channel_axis(layer));
  const int64_t length = rows.shape()[1];
  const Span<const float> w = rows.data<float>();
  std::vector<float> ranges(static_cast<size_t>(channels));
  for (int64_t row = 0; row < rows.shape()[0]; ++row) {
    const auto [first, taps] = row_channels(layer, weight.shape(), channels, row);
    float* widest = ranges.data() + first;
    for (int64_t column = 0; column < length; column += taps, ++widest) {
      for (float x : w.subspan(row * length + column, taps)) {
        *widest = std::max(*widest, std::abs(x));
      }
    }
  }
  return ranges;
}

}  // namespace

void balance(const CorrectionContext& context) {
  Graph& graph = context.graph;
  const std::map<NodeId, double> strengths = migration_strengths(context);
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  const ChannelStatsMap stats = channel_stats(context, groups, "dmq");
  for (const ScaleGroup& group : groups) {
    std::vector<double> logarithms(static_cast<size_t>(group.channels));
    int layers = 0;
    for (NodeId id : group.consumers) {
      const auto strength = strengths.find(id);
      if (strength == strengths.end()) continue;
      const Node& layer = graph.node(id);
      const std::vector<float> factors =
          balance_factors(stats.at(layer.inputs[0]).range(),
                          weight_ranges(graph, layer, group.channels), strength->second);
      for (size_t c = 0; c < factors.size(); ++c) logarithms[c] += std::log(factors[c]);
      ++layers;
    }
    if (layers == 0) continue;
    std::vector<float> means;
    for (double sum : logarithms) means.push_back(static_cast<float>(std::exp(sum / layers)));
    rescale(graph, group, means);
  }
}

}  // namespace msquant
