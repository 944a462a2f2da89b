#include "calibrate/recall.h"

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "engine/executor.h"
#include "graph/subgraph.h"

namespace msquant {
namespace {

// What computes a probe's values from remembered ones.
struct Rest {
  std::shared_ptr<Executor> executor;
  std::vector<const Column*> inputs;
};

std::optional<Rest> rest_of(const Probe& probe, const Recollection& memory) {
  const std::map<ValueId, const Column*> known = memory.known(probe.graph);
  std::set<ValueId> ids;
  for (const auto& [id, unused] : known) ids.insert(id);
  const auto sources = sources_of(probe.graph, probe.values, ids);
  if (!sources || sources->empty()) return std::nullopt;
  Rest rest{make_executor(subgraph(probe.graph, *sources, probe.values), {}), {}};
  for (ValueId id : *sources) rest.inputs.push_back(known.at(id));
  return rest;
}

// Of every probe, or nothing.
std::vector<Rest> rests_of(const std::vector<Probe>& probes, const Recollection& memory) {
  std::vector<Rest> rests;
  for (const Probe& probe : probes) {
    auto rest = rest_of(probe, memory);
    if (!rest) return {};
    rests.push_back(std::move(*rest));
  }
  return rests;
}

// The numbers of samples, without the samples.
class Numbers : public SampleStream {
 public:
  explicit Numbers(int64_t count) : count_(count) {}

  std::optional<Batch> next() override {
    const int64_t index = next_++;
    if (index >= count_) return std::nullopt;
    return Batch{index, {}, {}};
  }
  int64_t sample_count() const override { return count_; }

 private:
  const int64_t count_;
  std::atomic<int64_t> next_{0};
};

SampleSource numbers(int64_t count) {
  return {count, [](int64_t begin, int64_t end) { return std::make_unique<Numbers>(end - begin); }};
}

std::vector<Tensor> run(const Rest& rest, int64_t sample) {
  std::vector<Tensor> inputs;
  for (const Column* column : rest.inputs) {
    inputs.push_back((*column)[static_cast<size_t>(sample)]);
  }
  return rest.executor->run(inputs);
}

int64_t visit_rests(const std::vector<Rest>& rests, const CorrectionContext& context,
                    const std::string& step, const std::function<void(const Sight& sight)>& visit) {
  const auto count = static_cast<int64_t>(rests.front().inputs.front()->size());
  SilentEvents silence;  // it takes no time worth a progress bar
  return visit_samples<Sight>(
      numbers(count), {context.threads, step}, silence,
      [&] {
        std::vector<Rest> mine;
        for (const Rest& rest : rests) mine.push_back({rest.executor->fork(), rest.inputs});
        return [mine = std::move(mine)](const Batch& batch) {
          Sight sight;
          for (const Rest& rest : mine) sight.push_back(run(rest, batch.index));
          return sight;
        };
      },
      visit);
}

}  // namespace

int64_t recall_samples(const std::vector<Probe>& probes, const CorrectionContext& context,
                       const std::string& step,
                       const std::function<void(const Sight& sight)>& visit) {
  const std::vector<Rest> rests = rests_of(probes, context.memory);
  if (!rests.empty()) return visit_rests(rests, context, step, visit);
  std::map<size_t, std::vector<Column>> kept;  // by the number of the probe
  for (size_t i = 0; i < probes.size(); ++i) {
    const auto& [graph, values] = probes[i];
    if (context.memory.reserve(graph, values, context.samples.size())) {
      kept[i].resize(values.size());
    }
  }
  const int64_t count = probe_samples(probes, context.samples, {context.threads, step},
                                      context.events, [&](const Sight& sight) {
                                        visit(sight);
                                        for (auto& [i, columns] : kept) {
                                          for (size_t k = 0; k < columns.size(); ++k) {
                                            columns[k].push_back(sight[i][k]);
                                          }
                                        }
                                      });
  for (auto& [i, columns] : kept) {
    context.memory.keep(probes[i].graph, probes[i].values, std::move(columns));
  }
  return count;
}

}  // namespace msquant
