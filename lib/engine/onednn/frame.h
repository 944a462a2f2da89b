// The memory in which one stream runs a plan.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/onednn/plan.h"

namespace msquant {

// Sets the number of OpenMP threads for the calling thread, and sets it back.
class ThreadScope {
 public:
  explicit ThreadScope(int threads);
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int previous_;
};

class Frame {
 public:
  // Memory for the arena of `plan`, which must outlive the frame.
  explicit Frame(const Plan& plan);

  // Runs all steps. `inputs` have the types of the plan's.
  std::vector<Tensor> run(const std::vector<Tensor>& inputs, const Tap& tap);

  // Runs one step, whether of the plan or not, that touches constants only.
  static void run_alone(const Plan& plan, const Step& step);

  // For kernels.
  template <class T>
  T* data(BufferId id) const {
    return static_cast<T*>(addresses_[Plan::index(plan_.buffers[Plan::index(id)].storage)]);
  }
  int threads() const { return plan_.threads; }
  const Tap& tap() const { return *tap_; }
  Tensor& output(size_t i) const { return (*outputs_)[i]; }

 private:
  using Arguments = std::unordered_map<int, dnnl::memory>;

  Frame(const Plan& plan, const Step& step);
  dnnl::memory make_memory(BufferId id) const;
  void bind_inputs(const std::vector<Tensor>& inputs);
  void execute(const Step& step, const Arguments& arguments);

  const Plan& plan_;
  dnnl::stream stream_;
  Tensor arena_;
  std::vector<void*> addresses_;        // of storages
  std::vector<dnnl::memory> memories_;  // of buffers; empty where no primitive uses one
  std::vector<Arguments> arguments_;    // of steps
  const Tap* tap_ = nullptr;
  std::vector<Tensor>* outputs_ = nullptr;
};

}  // namespace msquant
