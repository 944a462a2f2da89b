#include "pipeline/same_results.h"

#include <algorithm>
#include <array>
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

// `batch` samples from number `start` on, as often as needed, joined along the first dimension.
Tensor joined_samples(const std::vector<ModelInputs>& samples, size_t start, size_t input,
                      const TensorType& type) {
  Tensor result = Tensor::allocate(type.dtype, type.shape);
  visit_dtype(type.dtype, [&](auto zero) {
    using T = decltype(zero);
    const Span<T> to = result.mutable_data<T>();
    for (int64_t at = 0; at < to.size();) {
      const Span<const T> from = samples[start++ % samples.size()][input].template data<T>();
      MSQUANT_CHECK(!from.empty() && to.size() % from.size() == 0);
      std::copy(from.begin(), from.end(), to.begin() + at);
      at += from.size();
    }
  });
  return result;
}

ModelInputs batch_at(const Graph& graph, const std::vector<ModelInputs>& samples, size_t start) {
  ModelInputs inputs;
  for (size_t i = 0; i < graph.inputs().size(); ++i) {
    inputs.push_back(joined_samples(samples, start, i, graph.value(graph.inputs()[i]).type));
  }
  return inputs;
}

void require_same_bytes(const std::vector<Tensor>& expected, const std::vector<Tensor>& actual,
                        size_t sample) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto size = static_cast<size_t>(expected[i].byte_size());
    if (std::memcmp(expected[i].raw(), actual[i].raw(), size) == 0) continue;
    fail("output " + std::to_string(i) + " differs in the samples from number " +
         std::to_string(sample) + " on");
  }
}

// Side by side if there are threads for it: packing the weights takes as long as a few samples.
std::array<std::unique_ptr<Executor>, 2> compiled(const Graph& a, const Graph& b, int threads) {
  const std::array<const Graph*, 2> graphs{&a, &b};
  std::array<std::unique_ptr<Executor>, 2> executors;
  std::atomic<size_t> next{0};
  run_streams(std::min(threads, 2), [&](int) {
    for (size_t i = next++; i < graphs.size(); i = next++) {
      executors[i] = make_executor(*graphs[i], {});
    }
  });
  return executors;
}

}  // namespace

void require_same_results(const Graph& expected, const Graph& actual,
                          const std::vector<ModelInputs>& samples, int threads) {
  require_same_types("input", expected, expected.inputs(), actual, actual.inputs());
  require_same_types("output", expected, expected.outputs(), actual, actual.outputs());
  if (samples.empty()) return;
  // At the batch size of the file: shapes that a format writes out may not fit another one.
  const auto batch = static_cast<size_t>(batch_size(expected));
  const auto executors = compiled(expected, actual, threads);
  std::atomic<size_t> next{0};
  run_streams(threads, [&](int) {
    const auto run_first = executors[0]->fork(), run_second = executors[1]->fork();
    for (size_t i = next.fetch_add(batch); i < samples.size(); i = next.fetch_add(batch)) {
      throw_if_interrupted();
      const ModelInputs inputs = batch_at(expected, samples, i);
      require_same_bytes(run_first->run(inputs), run_second->run(inputs), i);
    }
  });
}

}  // namespace msquant
