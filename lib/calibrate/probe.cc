#include "calibrate/probe.h"

#include <memory>
#include <utility>

#include "engine/executor.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

std::unique_ptr<Executor> compile(const Probe& probe) {
  Graph part = probe.graph;
  std::vector<ValueId> outputs;
  for (ValueId value : probe.values) {
    // An executor returns results of nodes only.
    const bool is_input = part.value(value).producer == kNoId;
    outputs.push_back(
        is_input ? part.add_node(OpKind::kIdentity, part.value(value).name + ".probe", {}, {value})
                 : value);
  }
  part.set_outputs(outputs);
  erase_dead_nodes(part);
  return make_executor(part, {});
}

}  // namespace

int64_t probe_samples(const std::vector<Probe>& probes, const SampleSource& samples,
                      const ProbeOptions& options, Events& events,
                      const std::function<void(const Sight& sight)>& visit) {
  std::vector<std::unique_ptr<Executor>> executors;
  for (const Probe& probe : probes) executors.push_back(compile(probe));
  return visit_samples<Sight>(
      samples, options, events,
      [&] {
        std::vector<std::shared_ptr<Executor>> mine;
        for (const auto& executor : executors) mine.push_back(executor->fork());
        return [mine = std::move(mine)](const Batch& batch) {
          Sight sight;
          for (const auto& executor : mine) sight.push_back(executor->run(batch.inputs));
          return sight;
        };
      },
      visit);
}

}  // namespace msquant
