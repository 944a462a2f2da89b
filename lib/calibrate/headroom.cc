#include "calibrate/headroom.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "calibrate/recall.h"
#include "graph/subgraph.h"
#include "passes/quantized_layers.h"

namespace msquant {
namespace {

constexpr double kMostNoise = 0.05;  // that all layers together may add
constexpr double kWidestFactor = 2;  // costs one bit

// A layer that has seen few elements.
struct Task {
  NodeId layer;
  int64_t positions;     // of its output
  double weight_energy;  // Σ w²
  double noise = 0;      // Σ (y - ŷ)² at its output
};

double squared_norm(const Tensor& weight) {
  double sum = 0;
  for (float w : weight.data<float>()) sum += double{w} * w;
  return sum;
}

double squared_distance(const Tensor& a, const Tensor& b) {
  const Span<const float> x = a.data<float>(), y = b.data<float>();
  double sum = 0;
  for (int64_t i = 0; i < x.size(); ++i) sum += (double{x[i]} - y[i]) * (double{x[i]} - y[i]);
  return sum;
}

// Elements of one channel in one image.
int64_t channel_size(const Graph& graph, ValueId value, OpKind layer) {
  const Shape& shape = graph.value(value).type.shape;
  return element_count(shape) / (layer == OpKind::kConv2d ? shape[1] : shape.back());
}

std::vector<Task> tasks_of(const Graph& graph, int64_t samples) {
  std::vector<Task> tasks;
  for (NodeId id : quantized_layers(graph)) {
    const Node& layer = graph.node(id);
    if (channel_size(graph, layer.inputs[0], layer.kind) * samples >= kFewestElements) continue;
    tasks.push_back({id, channel_size(graph, layer.outputs[0], layer.kind),
                     squared_norm(weight_of(graph, layer))});
  }
  return tasks;
}

// What the graph beyond the ranges is computed from again when these have changed.
std::vector<ValueId> border_of_ranges(const Graph& graph, const std::vector<Task>& tasks) {
  std::vector<NodeId> fake_quants;
  for (const Task& task : tasks) {
    fake_quants.push_back(graph.value(graph.node(task.layer).inputs[0]).producer);
  }
  return border_of(graph, fake_quants);
}

// Returns the number of samples.
int64_t collect(const CorrectionContext& context, std::vector<Task>& tasks) {
  std::vector<ValueId> outputs;
  for (const Task& task : tasks) outputs.push_back(context.graph.node(task.layer).outputs[0]);
  std::vector<ValueId> simulated = border_of_ranges(context.graph, tasks);
  if (!context.memory.fits(context.graph, simulated, context.samples.size())) simulated.clear();
  simulated.insert(simulated.begin(), outputs.begin(), outputs.end());
  return recall_samples({{context.reference, outputs}, {context.graph, simulated}}, context,
                        "headroom", [&](const Sight& sight) {
                          for (size_t i = 0; i < tasks.size(); ++i) {
                            tasks[i].noise += squared_distance(sight[0][i], sight[1][i]);
                          }
                        });
}

}  // namespace

void add_headroom(const CorrectionContext& context) {
  Graph& graph = context.graph;
  std::vector<Task> tasks = tasks_of(graph, context.samples.size());
  if (tasks.empty()) return;
  const auto samples = static_cast<double>(collect(context, tasks));
  std::map<ValueId, double> factors;  // of a FakeQuant's output; several layers may use one
  for (const Task& task : tasks) {
    const ValueId x = graph.node(task.layer).inputs[0];
    const double step = fake_quant_params(graph, x)->scale[0];
    const double rounding =
        step * step / 12 * task.weight_energy * static_cast<double>(task.positions) * samples;
    if (!(rounding > 0)) continue;
    const double more = kMostNoise / static_cast<double>(tasks.size()) * task.noise / rounding;
    const double factor = std::min(std::sqrt(1 + more), kWidestFactor);
    double& least = factors.emplace(x, factor).first->second;
    least = std::min(least, factor);
  }
  for (const auto& [x, factor] : factors) {
    float& scale = graph.node(graph.value(x).producer).as<FakeQuantAttrs>().params->scale[0];
    scale = static_cast<float>(scale * factor);
  }
}

}  // namespace msquant
