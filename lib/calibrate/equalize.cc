#include "calibrate/equalize.h"

#include <algorithm>
#include <cmath>

#include "calibrate/channel_stats.h"
#include "passes/channel_scales.h"
#include "passes/quantized_layers.h"
#include "quant/channel_sums.h"
#include "quant/equalization.h"
#include "quant/patches.h"

namespace msquant {
namespace {

ChannelUse use_of(const Graph& graph, NodeId consumer, const ChannelStats& stats) {
  const Node& node = graph.node(consumer);
  const Tensor weight = weight_of(graph, node);
  const Tensor rows = weight_rows(weight, output_channel_axis(node));
  const auto channels = static_cast<int64_t>(stats.sum.size());
  const int64_t row_count = rows.shape()[0], length = rows.shape()[1];
  const Span<const float> w = rows.data<float>();

  ChannelUse use;
  use.variance = stats.variance();
  use.range = stats.range();
  use.energy.resize(use.range.size());
  use.rows.resize(static_cast<size_t>(row_count * channels));
  for (int64_t row = 0; row < row_count; ++row) {
    const auto [first, taps] = row_channels(node, weight.shape(), channels, row);
    const float* element = w.data() + row * length;
    for (int64_t i = 0; i < length / taps; ++i) {
      const int64_t channel = first + i;
      float& largest = use.rows[static_cast<size_t>(row * channels + channel)];
      double& energy = use.energy[static_cast<size_t>(channel)];
      for (int64_t tap = 0; tap < taps; ++tap, ++element) {
        largest = std::max(largest, std::abs(*element));
        energy += double{*element} * *element;
      }
    }
    use.taps = static_cast<double>(taps);
    use.first.push_back(first);
    use.count.push_back(length / taps);
  }
  return use;
}

}  // namespace

void equalize(const CorrectionContext& context) {
  Graph& graph = context.graph;
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  const ChannelStatsMap stats = channel_stats(context, groups, "equalization");
  const auto is_known = [&](NodeId id) {
    return stats.at(graph.node(id).inputs[0]).count >= kFewestElements;
  };
  for (const ScaleGroup& group : groups) {
    if (!std::all_of(group.consumers.begin(), group.consumers.end(), is_known)) continue;
    std::vector<ChannelUse> uses;
    HalfRanges halves;
    for (std::vector<float>& range : halves) range.resize(static_cast<size_t>(group.channels));
    for (NodeId id : group.consumers) {
      const ChannelStats& channels = stats.at(graph.node(id).inputs[0]);
      uses.push_back(use_of(graph, id, channels));
      for (size_t half = 0; half < halves.size(); ++half) {
        widen(halves[half], channels.halves[half]);
      }
    }
    rescale(graph, group, equalizing_scales(uses, halves));
  }
}

}  // namespace msquant
