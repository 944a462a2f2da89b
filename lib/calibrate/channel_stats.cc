#include "calibrate/channel_stats.h"

#include <algorithm>
#include <bitset>
#include <memory>

#include "calibrate/probe.h"
#include "engine/executor.h"
#include "quant/channel_sums.h"

namespace msquant {
namespace {

// What one sample does.
using SampleSums = std::map<ValueId, ChannelSums>;

// Which half a sample belongs to, by the Thue-Morse sequence: classes that take turns are found in
// both, however many there are.
size_t half_of(int64_t sample) {
  return std::bitset<64>(static_cast<uint64_t>(sample)).count() % 2;
}

void add(const ChannelSums& sample, size_t half, ChannelStats& stats) {
  widen(stats.halves[half], sample.range);
  for (size_t c = 0; c < stats.sum.size(); ++c) {
    stats.sum[c] += sample.sum[c];
    stats.squares[c] += sample.squares[c];
  }
  stats.count += sample.count;
}

SampleSums empty_sums(const Graph& graph, const std::vector<ScaleGroup>& groups) {
  SampleSums sums;
  for (const ScaleGroup& group : groups) {
    for (NodeId id : group.consumers) {
      sums.emplace(graph.node(id).inputs[0], ChannelSums(group.channels));
    }
  }
  return sums;
}

std::unique_ptr<Executor> make_watching_executor(const Graph& graph, const SampleSums& sums) {
  ExecutorOptions options;
  for (const auto& [value, unused] : sums) options.watched.push_back(value);
  Graph part = graph;
  part.set_outputs({});  // no further than needed
  return make_executor(part, options);
}

}  // namespace

ChannelStats::ChannelStats(int64_t channels)
    : sum(static_cast<size_t>(channels)), squares(sum.size()) {
  for (std::vector<float>& range : halves) range.resize(sum.size());
}

std::vector<float> ChannelStats::range() const {
  std::vector<float> all = halves[0];
  widen(all, halves[1]);
  return all;
}

std::vector<double> ChannelStats::variance() const {
  std::vector<double> result;
  for (size_t c = 0; c < sum.size(); ++c) {
    const double mean = sum[c] / static_cast<double>(count);
    result.push_back(std::max(squares[c] / static_cast<double>(count) - mean * mean, 0.0));
  }
  return result;
}

ChannelStatsMap channel_stats(const CorrectionContext& context,
                              const std::vector<ScaleGroup>& groups, const std::string& step) {
  const SampleSums empty = empty_sums(context.graph, groups);
  ChannelStatsMap stats;
  for (const auto& [value, sums] : empty) {
    stats.emplace(value, ChannelStats(static_cast<int64_t>(sums.sum.size())));
  }
  if (stats.empty()) return stats;
  const auto executor = make_watching_executor(context.graph, empty);
  int64_t count = 0;
  visit_samples<SampleSums>(
      context.samples, {context.threads, step}, context.events,
      [&] {
        return [&, mine = std::shared_ptr<Executor>(executor->fork())](const Batch& batch) {
          SampleSums sums = empty;
          mine->run(batch.inputs,
                    [&](ValueId value, Span<const float> elements, const ChannelLayout& layout) {
                      sums.at(value).add(elements, layout);
                    });
          return sums;
        };
      },
      [&](const SampleSums& sample) {
        const size_t half = half_of(count++);
        for (const auto& [value, sums] : sample) add(sums, half, stats.at(value));
      });
  return stats;
}

}  // namespace msquant
