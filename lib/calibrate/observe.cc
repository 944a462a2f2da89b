#include "calibrate/observe.h"

#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/streams.h"
#include "engine/executor.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

bool is_observer(const Node& node) {
  return node.kind == OpKind::kFakeQuant && !node.as<FakeQuantAttrs>().params;
}

std::vector<ValueId> observed_values(const Graph& graph) {
  std::set<ValueId> values;  // several observers may share one
  for (NodeId id : graph.node_ids()) {
    if (is_observer(graph.node(id))) values.insert(graph.node(id).inputs[0]);
  }
  return {values.begin(), values.end()};
}

void require_finite(const Graph& graph, const StatsMap& stats) {
  for (const auto& [value, observed] : stats) {
    if (observed.non_finite_count() == 0) continue;
    throw Error(
        ErrorKind::kData, "an activation is not a finite number",
        "value '" + graph.value(value).name + "'",
        std::to_string(observed.non_finite_count()) + " of its elements are NaN or infinite",
        "check the weights and the preprocessing (mean, std, rescale)");
  }
}

}  // namespace

StatsMap observe(const Graph& graph, SampleStream& samples, const Workers& workers,
                 Events& events) {
  ExecutorOptions options;
  options.watched = observed_values(graph);
  const std::unique_ptr<Executor> executor = make_executor(graph, options);
  StatsMap empty;
  for (ValueId value : options.watched) empty[value];

  std::vector<StatsMap> partial(static_cast<size_t>(workers.threads), empty);
  run_streams(workers.threads, [&](int stream) {
    StatsMap& stats = partial[static_cast<size_t>(stream)];
    const std::unique_ptr<Executor> mine = executor->fork();
    const Tap tap = [&](ValueId value, Span<const float> elements) {
      stats.at(value).add(elements);
    };
    while (const auto batch = samples.next()) {
      throw_if_interrupted();
      mine->run(batch->inputs, tap);
      events.progress("calibrate", batch->index + 1, samples.sample_count());
    }
  });

  StatsMap merged = empty;
  for (const StatsMap& stats : partial) {
    for (const auto& [value, observed] : stats) merged.at(value).merge(observed);
  }
  merged = merged_over_ranks(std::move(merged), workers.comm);
  require_finite(graph, merged);
  return merged;
}

void set_activation_params(Graph& graph, const StatsMap& stats, const ActivationMethods& methods) {
  for (const auto& [id, method] : methods) {
    Node& node = graph.node(id);
    const Range range =
        find_estimator(method.estimator).estimate(stats.at(node.inputs[0]), method.options);
    node.as<FakeQuantAttrs>().params = activation_params(range, method.options.asymmetric);
  }
}

}  // namespace msquant
