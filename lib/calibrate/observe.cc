#include "calibrate/observe.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/streams.h"
#include "engine/executor.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

// Statistics of the observed values, of which several methods may share one.
StatsMap empty_stats(const Graph& graph, const ActivationMethods& methods) {
  std::map<ValueId, bool> needs_histogram;
  for (const auto& [id, method] : methods) {
    needs_histogram[graph.node(id).inputs[0]] |= find_estimator(method.estimator).needs_histogram;
  }
  StatsMap stats;
  for (const auto& [value, needed] : needs_histogram) stats.emplace(value, needed);
  return stats;
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

StatsMap observe(const Graph& graph, const ActivationMethods& methods, SampleStream& samples,
                 const Workers& workers, Events& events) {
  const StatsMap empty = empty_stats(graph, methods);
  ExecutorOptions options;
  for (const auto& [value, stats] : empty) options.watched.push_back(value);
  const std::unique_ptr<Executor> executor = make_executor(graph, options);

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
