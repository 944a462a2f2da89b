#include "engine/onednn/constant_steps.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/streams.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/out_of_memory.h"

namespace msquant {
namespace {

using Group = std::vector<const Step*>;  // in the order in which they run

std::vector<StorageId> touched_storages(const Plan& plan, const Step& step) {
  std::vector<StorageId> result;
  for (const auto* ids : {&step.reads, &step.writes}) {
    for (BufferId id : *ids) result.push_back(plan.buffers[Plan::index(id)].storage);
  }
  return result;
}

// No step of one group touches what a step of another one writes.
std::vector<Group> independent_groups(const Plan& plan, const std::vector<Step>& steps) {
  std::vector<Group> groups;
  std::map<StorageId, size_t> writer;
  for (const Step& step : steps) {
    Group group;
    for (StorageId id : touched_storages(plan, step)) {
      const auto known = writer.find(id);
      if (known == writer.end()) continue;
      const Group other = std::exchange(groups[known->second], {});
      group.insert(group.end(), other.begin(), other.end());
    }
    std::sort(group.begin(), group.end());  // they lie in one vector, in their order
    group.push_back(&step);
    for (const Step* each : group) {
      for (BufferId id : each->writes) {
        writer[plan.buffers[Plan::index(id)].storage] = groups.size();
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

class Runner {
 public:
  Runner(Plan& plan, const std::vector<Step>& steps) : plan_(plan), uses_(plan.storages.size()) {
    for (const auto* each : {&steps, &std::as_const(plan.steps)}) {
      for (const Step& step : *each) {
        for (StorageId id : touched_storages(plan, step)) ++uses_[Plan::index(id)];
      }
    }
  }

  void run(const Step& step) {
    for (BufferId id : step.writes) allocate(plan_.buffers[Plan::index(id)].storage);
    Frame::run_alone(plan_, step);
    for (StorageId id : touched_storages(plan_, step)) {
      if (--uses_[Plan::index(id)] == 0) plan_.storages[Plan::index(id)].constant.reset();
    }
  }

 private:
  void allocate(StorageId id) {
    Storage& storage = plan_.storages[Plan::index(id)];
    if (storage.constant) return;
    const auto owner = std::make_shared<Tensor>(Tensor::allocate(DType::kInt8, {storage.bytes}));
    storage.constant = std::shared_ptr<const void>(owner, owner->raw());
  }

  Plan& plan_;
  std::vector<std::atomic<int>> uses_;  // of storages, by steps that have not run yet
};

}  // namespace

void run_constant_steps(Plan& plan, const std::vector<Step>& steps, int threads) {
  const std::vector<Group> groups = independent_groups(plan, steps);
  Runner runner(plan, steps);
  try {
    run_shared(threads, groups.size(), [&](size_t i) {
      const ThreadScope scope(plan.threads);
      for (const Step* step : groups[i]) runner.run(*step);
    });
  } catch (const dnnl::error& error) {
    throw_if_out_of_memory(error);
    throw Error(ErrorKind::kInternal, "oneDNN failed while packing weights", {}, error.what());
  }
}

}  // namespace msquant
