#include "calibrate/observe.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/streams.h"
#include "comm/merged_over_ranks.h"
#include "engine/executor.h"
#include "quant/estimators.h"

namespace msquant {
namespace {

// Statistics of the observed values, of which several methods may share one.
StatsMap empty_stats(const Graph& graph, const ActivationMethods& methods, Histograms histograms) {
  std::map<ValueId, bool> needs_histogram;
  for (const auto& [id, method] : methods) {
    needs_histogram[graph.node(id).inputs[0]] |=
        histograms == Histograms::kEverywhere || find_estimator(method.estimator).needs_histogram;
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

// Where a rank's samples stand among all.
struct Part {
  int64_t begin = 0, total = 0;
};

Part part_of(const SampleStream& samples, Comm& comm) {
  std::string mine;
  put(mine, samples.sample_count());
  const std::string all = comm.all_reduce("parts", mine, std::plus<>());
  Part part;
  std::string_view rest = all;
  for (int rank = 0; rank < comm.size(); ++rank) {
    if (rank == comm.rank()) part.begin = part.total;
    part.total += take<int64_t>(rest);
  }
  return part;
}

int64_t summed_over_ranks(int64_t mine, Comm& comm) {
  std::string bytes;
  put(bytes, mine);
  const std::string all = comm.all_reduce("images", bytes, std::plus<>());
  int64_t sum = 0;
  for (std::string_view rest = all; !rest.empty();) sum += take<int64_t>(rest);
  return sum;
}

// Gathers what streams see in each step of the samples. Streams come to the steps in their order.
class Steps {
 public:
  Steps(const StatsMap& empty, const Part& part) : begin_(part.begin) {
    for (const int64_t parts : {8, 4, 2, 1}) {
      ends_.push_back((part.total + parts - 1) / parts);
      seen_.push_back({0, empty});
    }
  }

  size_t step_of(int64_t sample) const {
    const auto end = std::upper_bound(ends_.begin(), ends_.end() - 1, begin_ + sample);
    return static_cast<size_t>(end - ends_.begin());
  }

  void add(size_t step, int64_t images, const StatsMap& stats) {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_[step].images += images;
    for (const auto& [value, observed] : stats) seen_[step].stats.at(value).merge(observed);
  }

  std::vector<Milestone> milestones(Comm& comm) && {
    std::vector<Milestone> result;
    for (Milestone& step : seen_) {
      step.images = summed_over_ranks(step.images, comm);
      const bool is_needed = &step == &seen_.back() && result.empty();
      if (step.images == 0 && !is_needed) continue;
      step.stats = merged_over_ranks(std::move(step.stats), "calibrate", comm);
      if (!result.empty()) {
        step.images += result.back().images;
        for (auto& [value, observed] : step.stats) observed.merge(result.back().stats.at(value));
      }
      result.push_back(std::move(step));
    }
    return result;
  }

 private:
  const int64_t begin_;
  std::vector<int64_t> ends_;
  std::mutex mutex_;
  std::vector<Milestone> seen_;
};

void observe_stream(Executor& executor, SampleStream& samples, const StatsMap& empty, Steps& steps,
                    Events& events) {
  StatsMap stats = empty;
  const Tap tap = [&](ValueId value, Span<const float> elements, const ChannelLayout&) {
    stats.at(value).add(elements);
  };
  size_t step = 0;
  int64_t images = 0;
  while (const auto batch = samples.next()) {
    throw_if_interrupted();
    if (const size_t next = steps.step_of(batch->index); next != step) {
      steps.add(step, std::exchange(images, 0), std::exchange(stats, empty));
      step = next;
    }
    executor.run(batch->inputs, tap);
    ++images;
    events.progress("calibrate", batch->index + 1, samples.sample_count());
  }
  steps.add(step, images, stats);
}

}  // namespace

std::vector<Milestone> observe_in_steps(const Graph& graph, const ActivationMethods& methods,
                                        SampleStream& samples, const Workers& workers,
                                        Events& events, Histograms histograms) {
  const StatsMap empty = empty_stats(graph, methods, histograms);
  ExecutorOptions options;
  options.packing_threads = workers.threads;
  for (const auto& [value, stats] : empty) options.watched.push_back(value);
  const std::unique_ptr<Executor> executor = make_executor(graph, options);

  Steps steps(empty, part_of(samples, workers.comm));
  run_streams(workers.threads,
              [&](int) { observe_stream(*executor->fork(), samples, empty, steps, events); });
  std::vector<Milestone> milestones = std::move(steps).milestones(workers.comm);
  require_finite(graph, milestones.back().stats);
  return milestones;
}

StatsMap observe(const Graph& graph, const ActivationMethods& methods, SampleStream& samples,
                 const Workers& workers, Events& events) {
  return std::move(observe_in_steps(graph, methods, samples, workers, events).back().stats);
}

void set_activation_params(Graph& graph, const StatsMap& stats, const ActivationMethods& methods,
                           int threads) {
  const std::vector<std::pair<NodeId, ActivationMethod>> all(methods.begin(), methods.end());
  run_shared(threads, all.size(), [&](size_t i) {
    const auto& [id, method] = all[i];
    Node& node = graph.node(id);
    const Range range =
        find_estimator(method.estimator).estimate(stats.at(node.inputs[0]), method.options);
    node.as<FakeQuantAttrs>().params = activation_params(range, method.options.asymmetric);
  });
}

}  // namespace msquant
