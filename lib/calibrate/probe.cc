#include "calibrate/probe.h"

#include <condition_variable>
#include <memory>
#include <mutex>

#include "base/streams.h"
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

// Lets threads work one at a time, in the order of their tickets 0, 1, 2, …
class Queue {
 public:
  void work_at(int64_t ticket, const std::function<void()>& work) {
    std::unique_lock<std::mutex> lock(mutex_);
    turn_.wait(lock, [&] { return is_closed_ || served_ == ticket; });
    if (is_closed_) return;
    work();
    ++served_;
    turn_.notify_all();
  }

  // Sends all who wait away.
  void close() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_closed_ = true;
    turn_.notify_all();
  }

  int64_t served() const { return served_; }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  int64_t served_ = 0;
  bool is_closed_ = false;
};

}  // namespace

int64_t probe_samples(const std::vector<Probe>& probes, const SampleSource& samples,
                      const ProbeOptions& options, Events& events,
                      const std::function<void(const Sight& sight)>& visit) {
  std::vector<std::unique_ptr<Executor>> executors;
  for (const Probe& probe : probes) executors.push_back(compile(probe));
  const std::unique_ptr<SampleStream> stream = samples();
  Queue queue;
  run_streams(options.threads, [&](int) {
    try {
      std::vector<std::unique_ptr<Executor>> mine;
      for (const auto& executor : executors) mine.push_back(executor->fork());
      while (const auto batch = stream->next()) {
        throw_if_interrupted();
        Sight sight;
        for (const auto& executor : mine) sight.push_back(executor->run(batch->inputs));
        queue.work_at(batch->index, [&] { visit(sight); });
        events.progress(options.step, batch->index + 1, stream->sample_count());
      }
    } catch (...) {
      queue.close();
      throw;
    }
  });
  return queue.served();
}

}  // namespace msquant
