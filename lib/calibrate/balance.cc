#include "calibrate/balance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

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

// The largest magnitude of each channel of an activation.
using ChannelRanges = std::map<ValueId, std::vector<float>>;

// The channels lie one after the other.
void widen(std::vector<float>& range, Span<const float> elements) {
  const int64_t size = elements.size() / static_cast<int64_t>(range.size());
  for (int64_t i = 0; i < elements.size(); ++i) {
    float& widest = range[static_cast<size_t>(i / size)];
    widest = std::max(widest, std::abs(elements[i]));
  }
}

ChannelRanges activation_ranges(const CorrectionContext& context,
                                const std::vector<ScaleGroup>& groups) {
  ChannelRanges ranges;
  for (const ScaleGroup& group : groups) {
    for (NodeId id : group.consumers) {
      ranges[context.graph.node(id).inputs[0]].resize(static_cast<size_t>(group.channels));
    }
  }
  std::vector<ValueId> values;
  for (const auto& [value, unused] : ranges) values.push_back(value);
  probe_samples({{context.graph, values}}, context.samples, {context.threads, "dmq"},
                context.events, [&](const Sight& sight) {
                  size_t i = 0;
                  for (auto& [unused, range] : ranges) widen(range, sight[0][i++].data<float>());
                });
  return ranges;
}

// The largest magnitude of the weights of each input channel.
std::vector<float> weight_ranges(const Graph& graph, const Node& layer, int64_t channels) {
  const Tensor weight = weight_of(graph, layer);
  const Tensor rows = weight_rows(weight, output_channel_axis(layer));
  const int64_t length = rows.shape()[1];
  const Span<const float> w = rows.data<float>();
  std::vector<float> ranges(static_cast<size_t>(channels));
  for (int64_t i = 0; i < w.size(); ++i) {
    const int64_t channel = input_channel(layer, weight.shape(), channels, i / length, i % length);
    float& widest = ranges[static_cast<size_t>(channel)];
    widest = std::max(widest, std::abs(w[i]));
  }
  return ranges;
}

}  // namespace

void balance(const CorrectionContext& context) {
  Graph& graph = context.graph;
  const std::map<NodeId, double> strengths = migration_strengths(context);
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  const ChannelRanges ranges = activation_ranges(context, groups);
  for (const ScaleGroup& group : groups) {
    std::vector<double> logarithms(static_cast<size_t>(group.channels));
    int layers = 0;
    for (NodeId id : group.consumers) {
      const auto strength = strengths.find(id);
      if (strength == strengths.end()) continue;
      const Node& layer = graph.node(id);
      const std::vector<float> factors =
          balance_factors(ranges.at(layer.inputs[0]), weight_ranges(graph, layer, group.channels),
                          strength->second);
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
