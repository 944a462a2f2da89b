// Runs a graph on batches of tensors.
//
//   auto executor = make_executor(graph, {});
//   std::vector<Tensor> logits = executor->run({batch});
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "tensor/channel_layout.h"

namespace msquant {

// Shown the elements of a watched value while they are hot, each exactly once, in the order that
// the layout tells. The memory is only valid during the call.
using Tap = std::function<void(ValueId, Span<const float>, const ChannelLayout&)>;

struct ExecutorOptions {
  // "onednn", or "reference": plain loops, slow and obviously right, the oracle of the tests.
  std::string engine = "onednn";
  // Threads that work on one batch. Streams of images (fork()) scale better.
  int threads = 1;
  // Threads that pack the weights.
  int packing_threads = 1;
  // float32 values to show to the tap. They are computed even where operators are fused.
  std::vector<ValueId> watched;
};

// A compiled graph. One thread at a time may call run(); fork() gives further streams that share
// the weights. Results do not depend on the number of threads or streams.
class Executor {
 public:
  virtual ~Executor() = default;

  // `inputs` in the order of graph.inputs(), of exactly their types. Returns the graph's outputs
  // in order. Throws Error(kData) if an input has another type.
  virtual std::vector<Tensor> run(const std::vector<Tensor>& inputs, const Tap& tap = {}) = 0;

  virtual std::unique_ptr<Executor> fork() const = 0;
};

// Compiles `graph`, which need not outlive the executor. Throws Error(kUnsupported) naming node and
// operator if the engine cannot run one.
std::unique_ptr<Executor> make_executor(const Graph& graph, const ExecutorOptions& options);

}  // namespace msquant
