#include "engine/onednn/frame.h"

#include <omp.h>

#include <optional>
#include <utility>

#include "base/error.h"

namespace msquant {

ThreadScope::ThreadScope(int threads) : previous_(omp_get_max_threads()) {
  omp_set_num_threads(threads);
}
ThreadScope::~ThreadScope() { omp_set_num_threads(previous_); }

Frame::Frame(const Plan& plan)
    : plan_(plan),
      stream_(plan.engine),
      arena_(Tensor::allocate(DType::kInt8, {plan.arena_bytes})) {
  char* arena = reinterpret_cast<char*>(arena_.mutable_data<int8_t>().begin());
  for (const Storage& storage : plan.storages) {
    const bool is_arena = storage.kind == StorageKind::kArena;
    addresses_.push_back(is_arena ? arena + storage.offset
                                  : const_cast<void*>(storage.constant.get()));
  }
  memories_ = plan.constants;
  for (const Step& step : plan.steps) {
    Arguments& arguments = arguments_.emplace_back();
    for (const auto& [name, buffer] : step.arguments) {
      dnnl::memory& memory = memories_[Plan::index(buffer)];
      if (!memory) memory = make_memory(buffer);
      arguments.emplace(name, memory);
    }
  }
}

// Looks at no other storage than the step's: other threads may be making those.
Frame::Frame(const Plan& plan, const Step& step)
    : plan_(plan), stream_(plan.engine), addresses_(plan.storages.size()) {
  for (const auto* ids : {&step.reads, &step.writes}) {
    for (BufferId id : *ids) {
      addresses_[Plan::index(plan.buffers[Plan::index(id)].storage)] =
          const_cast<void*>(plan.storage_of(id).constant.get());
    }
  }
}

dnnl::memory Frame::make_memory(BufferId id) const {
  // oneDNN tells "allocate yourself" from "none yet" by special addresses; an input gets its own
  // at the beginning of each run.
  void* address = data<void>(id);
  return {plan_.desc_of(id), plan_.engine, address != nullptr ? address : DNNL_MEMORY_NONE};
}

void Frame::run_alone(const Plan& plan, const Step& step) {
  Frame frame(plan, step);
  Arguments arguments;
  for (const auto& [name, buffer] : step.arguments) {
    arguments.emplace(name, frame.make_memory(buffer));
  }
  frame.execute(step, arguments);
}

void Frame::bind_inputs(const std::vector<Tensor>& inputs) {
  for (size_t i = 0; i < plan_.buffers.size(); ++i) {
    const auto id = static_cast<BufferId>(i);
    const Storage& storage = plan_.storage_of(id);
    if (storage.kind != StorageKind::kInput) continue;
    void* address = const_cast<void*>(inputs[storage.input].raw());
    addresses_[Plan::index(plan_.buffers[i].storage)] = address;
    if (memories_[i]) memories_[i].set_data_handle(address);
  }
}

void Frame::execute(const Step& step, const Arguments& arguments) {
  std::optional<ThreadScope> scope;
  if (step.is_single_threaded) scope.emplace(1);
  if (step.kernel) {
    step.kernel(*this);
  } else {
    step.primitive.execute(stream_, arguments);
  }
}

std::vector<Tensor> Frame::run(const std::vector<Tensor>& inputs, const Tap& tap) {
  const ThreadScope scope(plan_.threads);
  bind_inputs(inputs);
  std::vector<Tensor> outputs;
  for (const TensorType& type : plan_.outputs) {
    outputs.push_back(Tensor::allocate(type.dtype, type.shape));
  }
  tap_ = &tap;
  outputs_ = &outputs;
  for (size_t i = 0; i < plan_.steps.size(); ++i) execute(plan_.steps[i], arguments_[i]);
  return outputs;
}

}  // namespace msquant
