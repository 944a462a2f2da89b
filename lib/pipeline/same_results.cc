#include "pipeline/same_results.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/streams.h"
#include "engine/executor.h"
#include "graph/shape_inference.h"

namespace msquant {
namespace {

[[noreturn]] void fail(const std::string& because) {
  throw Error(ErrorKind::kInternal, "two models do not compute the same", "", because);
}

std::string text_of(const TensorType& type) {
  return std::string(name_of(type.dtype)) + to_string(type.shape);
}

void require_same_types(const char* what, const Graph& expected, const std::vector<ValueId>& wanted,
                        const Graph& actual, const std::vector<ValueId>& found) {
  if (wanted.size() != found.size()) {
    fail("there are " + std::to_string(found.size()) + " " + what + "s, not " +
         std::to_string(wanted.size()));
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    const TensorType &type = expected.value(wanted[i]).type, &other = actual.value(found[i]).type;
    if (type == other) continue;
    fail(std::string(what) + " " + std::to_string(i) + " is " + text_of(other) + ", not " +
         text_of(type));
  }
}

std::unique_ptr<Executor> single_sample_executor(Graph graph) {
  set_batch_size(graph, 1);
  return make_executor(graph, {});
}

void require_same_bytes(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual,
                        size_t sample) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto size = static_cast<size_t>(expected[i].byte_size());
    if (std::memcmp(expected[i].raw(), actual[i].raw(), size) == 0) continue;
    fail("output " + std::to_string(i) + " differs on sample " + std::to_string(sample));
  }
}

}  // namespace

void require_same_results(const Graph& expected, const Graph& actual,
                          const std::vector<ModelInputs>& samples, int threads) {
  require_same_types("input", expected, expected.inputs(), actual, actual.inputs());
  require_same_types("output", expected, expected.outputs(), actual, actual.outputs());
  if (samples.empty()) return;
  const auto first = single_sample_executor(expected), second = single_sample_executor(actual);
  std::atomic<size_t> next{0};
  run_streams(threads, [&](int) {
    const auto run_first = first->fork(), run_second = second->fork();
    for (size_t i = next++; i < samples.size(); i = next++) {
      throw_if_interrupted();
      require_same_bytes(run_first->run(samples[i]), run_second->run(samples[i]), i);
    }
  });
}

}  // namespace msquant
