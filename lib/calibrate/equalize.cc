#include "calibrate/equalize.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <map>

#include "passes/channel_scales.h"
#include "passes/quantized_layers.h"
#include "quant/equalization.h"
#include "quant/patches.h"

namespace msquant {
namespace {

void widen(std::vector<float>& range, const std::vector<float>& other) {
  for (size_t c = 0; c < range.size(); ++c) range[c] = std::max(range[c], other[c]);
}

// Which half an image belongs to, by the Thue-Morse sequence: classes that take turns are found in
// both, however many there are.
size_t half_of(int64_t image) { return std::bitset<64>(static_cast<uint64_t>(image)).count() % 2; }

// Of the channels of one activation.
struct ChannelStats {
  HalfRanges halves;
  std::vector<double> sum, squares;
  int64_t count = 0;  // elements of each channel

  explicit ChannelStats(int64_t channels)
      : sum(static_cast<size_t>(channels)), squares(sum.size()) {
    for (std::vector<float>& range : halves) range.resize(sum.size());
  }

  // The channels lie one after the other.
  void add(Span<const float> elements, size_t half) {
    std::vector<float>& range = halves[half];
    const int64_t size = elements.size() / static_cast<int64_t>(range.size());
    for (size_t c = 0; c < range.size(); ++c) {
      const float* x = elements.data() + static_cast<int64_t>(c) * size;
      for (int64_t i = 0; i < size; ++i) {
        range[c] = std::max(range[c], std::abs(x[i]));
        sum[c] += x[i];
        squares[c] += static_cast<double>(x[i]) * x[i];
      }
    }
    count += size;
  }

  std::vector<float> range() const {
    std::vector<float> all = halves[0];
    widen(all, halves[1]);
    return all;
  }

  std::vector<double> variance() const {
    std::vector<double> result;
    for (size_t c = 0; c < sum.size(); ++c) {
      const double mean = sum[c] / static_cast<double>(count);
      result.push_back(std::max(squares[c] / static_cast<double>(count) - mean * mean, 0.0));
    }
    return result;
  }
};

using ChannelStatsMap = std::map<ValueId, ChannelStats>;

void collect(const CorrectionContext& context, ChannelStatsMap& stats) {
  std::vector<ValueId> values;
  for (const auto& [value, unused] : stats) values.push_back(value);
  int64_t image = 0;
  probe_samples({{context.graph, values}}, context.samples, {context.threads, "equalization"},
                context.events, [&](const Sight& sight) {
                  const size_t half = half_of(image++);
                  size_t i = 0;
                  for (auto& [unused, channels] : stats) {
                    channels.add(sight[0][i++].data<float>(), half);
                  }
                });
}

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
  const auto channel_of = [&](int64_t row, int64_t column) {
    return input_channel(node, weight.shape(), channels, row, column);
  };
  for (int64_t row = 0; row < row_count; ++row) {
    for (int64_t column = 0; column < length; ++column) {
      const int64_t channel = channel_of(row, column);
      const float element = w[row * length + column];
      float& largest = use.rows[static_cast<size_t>(row * channels + channel)];
      largest = std::max(largest, std::abs(element));
      use.energy[static_cast<size_t>(channel)] += static_cast<double>(element) * element;
    }
    use.first.push_back(channel_of(row, 0));
    use.count.push_back(channel_of(row, length - 1) - use.first.back() + 1);
  }
  use.taps = static_cast<double>(length) / static_cast<double>(use.count.front());
  return use;
}

}  // namespace

void equalize(const CorrectionContext& context) {
  Graph& graph = context.graph;
  const std::vector<ScaleGroup> groups = scale_groups(graph);
  ChannelStatsMap stats;
  for (const ScaleGroup& group : groups) {
    for (NodeId id : group.consumers) {
      stats.emplace(graph.node(id).inputs[0], ChannelStats(group.channels));
    }
  }
  collect(context, stats);
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
