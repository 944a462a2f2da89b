#include "fuzz/run_small.h"

#include <vector>

#include "base/error.h"
#include "engine/executor.h"

namespace msquant {
namespace {

constexpr size_t kMostNodes = 32;
constexpr int64_t kMostElements = 4096;

bool is_small(const Graph& graph) {
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    if (element_count(graph.value(id).type.shape) > kMostElements) return false;
  }
  return graph.node_ids().size() <= kMostNodes;
}

Tensor numbers(const TensorType& type) {
  Tensor result = Tensor::allocate(type.dtype, type.shape);
  visit_dtype(type.dtype, [&](auto zero) {
    using T = decltype(zero);
    int i = 0;
    for (T& element : result.mutable_data<T>())
      element = static_cast<T>(static_cast<float>(i++ % 8));
  });
  return result;
}

}  // namespace

void run_small(const Graph& graph) {
  if (!is_small(graph)) return;
  std::vector<Tensor> inputs;
  for (ValueId id : graph.inputs()) inputs.push_back(numbers(graph.value(id).type));
  for (const char* engine : {"reference", "onednn"}) {
    ExecutorOptions options;
    options.engine = engine;
    try {
      make_executor(graph, options)->run(inputs);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInternal) throw;
    }
  }
}

}  // namespace msquant
