#include "analyze/compare.h"

#include <algorithm>
#include <cmath>

#include "base/in_order.h"
#include "base/streams.h"
#include "engine/executor.h"

namespace msquant {
namespace {

using Deviations = std::vector<Deviation>;
using Clippings = std::map<ValueId, Clipping>;

// Makes the values of the pairs the outputs of `graph`, each once; returns their positions.
std::map<ValueId, size_t> make_outputs(Graph& graph, const std::vector<ValuePair>& pairs) {
  std::map<ValueId, size_t> positions;
  std::vector<ValueId> outputs;
  for (const ValuePair& pair : pairs) {
    for (ValueId id : {pair.expected, pair.actual}) {
      if (positions.emplace(id, outputs.size()).second) outputs.push_back(id);
    }
  }
  graph.set_outputs(outputs);
  return positions;
}

std::unique_ptr<Executor> make_watching_executor(const Graph& graph, const Clippings& clippings) {
  ExecutorOptions options;
  for (const auto& [id, clipping] : clippings) options.watched.push_back(id);
  return make_executor(graph, options);
}

Deviations deviations_of(const CompareRequest& request, const std::vector<Tensor>& outputs,
                         const std::map<ValueId, size_t>& positions) {
  Deviations result(request.slots);
  for (const ValuePair& pair : request.pairs) {
    const Tensor expected = outputs[positions.at(pair.expected)].to_float32();
    const Tensor actual = outputs[positions.at(pair.actual)].to_float32();
    result[pair.slot].add(expected.data<float>(), actual.data<float>());
  }
  return result;
}

}  // namespace

void Clipping::add(Span<const float> elements) {
  const float inverse = 1.0f / params.scale[0];
  const auto zero_point = static_cast<float>(params.zero_point[0]);
  for (const float x : elements) {
    if (!std::isfinite(x)) continue;
    const float q = std::nearbyint(x * inverse + zero_point);
    clipped += q < static_cast<float>(kQuantMin) || q > static_cast<float>(kQuantMax) ? 1 : 0;
    min = count == 0 ? x : std::min(min, x);
    max = count == 0 ? x : std::max(max, x);
    ++count;
  }
}

void Clipping::merge(const Clipping& other) {
  if (other.count == 0) return;
  min = count == 0 ? other.min : std::min(min, other.min);
  max = count == 0 ? other.max : std::max(max, other.max);
  count += other.count;
  clipped += other.clipped;
}

CompareResult compare(const CompareRequest& request, SampleStream& samples, int threads,
                      const std::string& step, Events& events) {
  Graph graph = request.graph;
  const std::map<ValueId, size_t> positions = make_outputs(graph, request.pairs);
  const std::unique_ptr<Executor> executor = make_watching_executor(graph, request.clippings);

  CompareResult result;
  result.deviations.resize(request.slots);
  result.clippings = request.clippings;
  InOrder<Deviations> sums([&](const Deviations& one) {
    ++result.images;
    for (size_t i = 0; i < one.size(); ++i) result.deviations[i].add(one[i]);
  });
  std::vector<Clippings> partial(static_cast<size_t>(threads), request.clippings);
  run_streams(threads, [&](int stream) {
    Clippings& mine = partial[static_cast<size_t>(stream)];
    const std::unique_ptr<Executor> own = executor->fork();
    const Tap tap = [&](ValueId id, Span<const float> elements, const ChannelLayout&) {
      mine.at(id).add(elements);
    };
    while (const auto batch = samples.next()) {
      throw_if_interrupted();
      sums.add(batch->index, deviations_of(request, own->run(batch->inputs, tap), positions));
      events.progress(step, batch->index + 1, samples.sample_count());
    }
  });
  for (const Clippings& clippings : partial) {
    for (const auto& [id, clipping] : clippings) result.clippings.at(id).merge(clipping);
  }
  return result;
}

}  // namespace msquant
