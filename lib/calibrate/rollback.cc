#include "calibrate/rollback.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/streams.h"
#include "engine/executor.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

// Adds the node that computes xᵀx of a layer's output, rows of channels.
ValueId add_gram(Graph& graph, const std::string& layer) {
  const ValueId output = graph.node(graph.find_node(layer)).outputs[0];
  const Shape& shape = graph.value(output).type.shape;
  const bool is_image = graph.node(graph.find_node(layer)).kind == OpKind::kConv2d;
  const int64_t channels = is_image ? shape[1] : shape.back();
  const ReshapeAttrs matrix{is_image ? std::vector<int64_t>{channels, -1}
                                     : std::vector<int64_t>{-1, channels}};
  const ValueId x = graph.add_node(OpKind::kReshape, layer + ".rows", matrix, {output});
  return graph.add_node(OpKind::kMatMul, layer + ".gram", MatMulAttrs{!is_image, is_image}, {x, x});
}

std::unique_ptr<Executor> gram_executor(Graph graph, const std::vector<std::string>& layers,
                                        int threads) {
  std::vector<ValueId> outputs;
  for (const std::string& layer : layers) outputs.push_back(add_gram(graph, layer));
  graph.set_outputs(outputs);
  erase_dead_nodes(graph);
  ExecutorOptions options;
  options.threads = threads;
  return make_executor(graph, options);
}

int64_t rows_of(const Graph& graph, const std::string& layer) {
  const Node& node = graph.node(graph.find_node(layer));
  const Shape& shape = graph.value(node.outputs[0]).type.shape;
  return element_count(shape) / (node.kind == OpKind::kConv2d ? shape[1] : shape.back());
}

void add_difference(std::vector<float>& sum, const Tensor& a, const Tensor& b) {
  const Span<const float> x = a.data<float>(), y = b.data<float>();
  sum.resize(static_cast<size_t>(x.size()));
  for (int64_t i = 0; i < x.size(); ++i) sum[static_cast<size_t>(i)] += x[i] - y[i];
}

double mean_square(const std::vector<float>& sum, double rows) {
  double total = 0;
  for (float difference : sum) total += difference / rows * (difference / rows);
  return total / static_cast<double>(sum.size());
}

}  // namespace

// One image at a time, the two networks side by side: the matrices of each further image would cost
// more memory than the network.
std::vector<RankedLayer> rank_layers(const Graph& reference, const Graph& simulated,
                                     const std::vector<std::string>& layers, SampleStream& samples,
                                     int threads, Events& events) {
  const int threads_of_each = std::max(1, threads / 2);
  const std::unique_ptr<Executor> executors[] = {gram_executor(reference, layers, threads_of_each),
                                                 gram_executor(simulated, layers, threads_of_each)};
  std::vector<std::vector<float>> sums(layers.size());
  int64_t count = 0;
  while (const auto batch = samples.next()) {
    throw_if_interrupted();
    std::vector<Tensor> grams[2];
    const auto run = [&](int side) { grams[side] = executors[side]->run(batch->inputs); };
    if (threads > 1) {
      run_streams(2, run);
    } else {
      run(0);
      run(1);
    }
    for (size_t i = 0; i < layers.size(); ++i) {
      add_difference(sums[i], grams[0][i], grams[1][i]);
    }
    events.progress("rank layers", ++count, samples.sample_count());
  }
  std::vector<RankedLayer> errors;
  for (size_t i = 0; i < layers.size(); ++i) {
    const int64_t rows = count * rows_of(reference, layers[i]);
    errors.push_back({layers[i], mean_square(sums[i], static_cast<double>(rows))});
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const auto& a, const auto& b) { return a.error > b.error; });
  return errors;
}

}  // namespace msquant
