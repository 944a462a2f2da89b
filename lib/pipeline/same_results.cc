#include "pipeline/same_results.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
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

// Outputs can be large, and only their equality matters.
std::vector<std::string> digests_of(const Graph& graph, const std::vector<ModelInputs>& samples,
                                    int threads) {
  if (samples.empty()) return {};
  // At the batch size of the file: shapes that a format writes out may not fit another one.
  const auto batch = static_cast<size_t>(batch_size(graph));
  const size_t batches = (samples.size() + batch - 1) / batch, outputs = graph.outputs().size();
  std::vector<std::string> digests(batches * outputs);
  const auto executor = make_executor(graph, {});
  run_shared(threads, batches, [&](size_t i) {
    throw_if_interrupted();
    const std::vector<Tensor> results = executor->fork()->run(batch_at(graph, samples, i * batch));
    for (size_t output = 0; output < outputs; ++output) {
      const Tensor& result = results[output];
      digests[i * outputs + output] =
          sha256({static_cast<const char*>(result.raw()), static_cast<size_t>(result.byte_size())});
    }
  });
  return digests;
}

}  // namespace

ExpectedResults::ExpectedResults(Graph graph, const std::vector<ModelInputs>& samples, int threads)
    : graph_(std::move(graph)),
      samples_(samples),
      threads_(threads),
      digests_(std::async(threads > 1 ? std::launch::async : std::launch::deferred,
                          [this] { return digests_of(graph_, samples_, threads_ - 1); })) {}

void ExpectedResults::require_of(const Graph& actual) {
  require_same_types("input", graph_, graph_.inputs(), actual, actual.inputs());
  require_same_types("output", graph_, graph_.outputs(), actual, actual.outputs());
  const std::vector<std::string> found = digests_of(actual, samples_, threads_);
  const std::vector<std::string> expected = digests_.get();
  const auto [wanted, other] = std::mismatch(expected.begin(), expected.end(), found.begin());
  if (wanted == expected.end()) return;
  const auto index = static_cast<size_t>(wanted - expected.begin());
  const size_t outputs = graph_.outputs().size();
  fail("output " + std::to_string(index % outputs) + " differs in the samples from number " +
       std::to_string(index / outputs * static_cast<size_t>(batch_size(graph_))) + " on");
}

}  // namespace msquant
