#include "engine/onednn/onednn_executor.h"

#include <utility>

#include "base/error.h"
#include "engine/onednn/compiler.h"
#include "engine/onednn/frame.h"
#include "engine/onednn/out_of_memory.h"

namespace msquant {
namespace {

class OneDnnExecutor : public Executor {
 public:
  explicit OneDnnExecutor(std::shared_ptr<const Plan> plan)
      : plan_(std::move(plan)), frame_(*plan_) {}

  std::vector<Tensor> run(const std::vector<Tensor>& inputs, const Tap& tap) override {
    check_inputs(plan_->inputs, inputs);
    try {
      return frame_.run(inputs, tap);
    } catch (const dnnl::error& error) {
      throw_if_out_of_memory(error);
      throw Error(ErrorKind::kInternal, "oneDNN failed while running the graph", {}, error.what());
    }
  }

  std::unique_ptr<Executor> fork() const override {
    return std::make_unique<OneDnnExecutor>(plan_);
  }

 private:
  std::shared_ptr<const Plan> plan_;
  Frame frame_;
};

}  // namespace

std::unique_ptr<Executor> make_onednn_executor(const Graph& graph, const ExecutorOptions& options) {
  return std::make_unique<OneDnnExecutor>(Compiler(graph, options).compile());
}

}  // namespace msquant
