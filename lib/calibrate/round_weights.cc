#include "calibrate/round_weights.h"

#include <algorithm>
#include <map>
#include <utility>

#include "calibrate/layer_bytes.h"
#include "graph/traversal.h"
#include "passes/quantized_layers.h"
#include "quant/input_moments.h"
#include "quant/patches.h"
#include "quant/weight_rounding.h"

namespace msquant {
namespace {

constexpr int64_t kMostBytes = int64_t{512} << 20;  // of moments held at a time

// What a layer learns from each image: all patches, or at least 64 if they are large.
constexpr int64_t kFewestPatches = 64;
constexpr int64_t kPatchElements = int64_t{1} << 17;  // of the patches of one image

// A layer whose turn it is.
struct Task {
  NodeId layer;
  Patches patches;
  std::vector<InputMoments> moments;  // of each group of channels
};

Shape weight_shape(const Graph& graph, const Node& layer) {
  return graph.value(layer.inputs[1]).type.shape;
}

Patches patches_of(const Graph& graph, NodeId id) {
  const Node& layer = graph.node(id);
  return {layer, graph.value(layer.inputs[0]).type.shape, weight_shape(graph, layer)};
}

int64_t moment_bytes(const Patches& patches) {
  return patches.groups() * InputMoments::byte_size(patches.length());
}

// The layers in batches that can be rounded at the same time, because none depends on another.
std::vector<std::vector<NodeId>> independent_batches(const Graph& graph) {
  const std::vector<NodeId> layers = quantized_layers(graph);
  std::map<NodeId, size_t> depth;  // number of layers on the longest way to a node, with itself
  std::map<size_t, std::vector<NodeId>> by_depth;
  for (NodeId id : topological_order(graph)) {
    size_t deepest = 0;
    for (ValueId input : graph.node(id).inputs) {
      const NodeId producer = graph.value(input).producer;
      if (producer != kNoId) deepest = std::max(deepest, depth.at(producer));
    }
    const bool is_layer = std::find(layers.begin(), layers.end(), id) != layers.end();
    depth[id] = deepest + (is_layer ? 1 : 0);
    if (is_layer) by_depth[depth[id]].push_back(id);
  }
  std::vector<std::vector<NodeId>> batches;
  for (const auto& [unused, members] : by_depth) {
    int64_t bytes = kMostBytes;
    for (NodeId id : members) {
      const int64_t more = moment_bytes(patches_of(graph, id));
      if (bytes + more > kMostBytes) {
        batches.emplace_back();
        bytes = 0;
      }
      batches.back().push_back(id);
      bytes += more;
    }
  }
  return batches;
}

// Evenly spread positions, others in each image.
std::vector<int64_t> sampled_positions(const Patches& patches, int64_t image) {
  const int64_t positions = patches.positions();
  const int64_t wanted = std::max(kFewestPatches, kPatchElements / patches.length());
  const int64_t count = std::min(positions, wanted);
  std::vector<int64_t> sample;
  for (int64_t i = 0; i < count; ++i) sample.push_back((i * positions / count + image) % positions);
  return sample;
}

void add_image(Task& task, const Tensor& real, const Tensor& simulated, int64_t image) {
  const std::vector<int64_t> sample = sampled_positions(task.patches, image);
  const auto length = static_cast<size_t>(task.patches.length());
  std::vector<float> x(sample.size() * length), y(x.size());
  for (size_t group = 0; group < task.moments.size(); ++group) {
    for (size_t i = 0; i < sample.size(); ++i) {
      const auto g = static_cast<int64_t>(group);
      task.patches.copy(real.data<float>(), g, sample[i], x.data() + i * length);
      task.patches.copy(simulated.data<float>(), g, sample[i], y.data() + i * length);
    }
    task.moments[group].add(x, y, static_cast<int64_t>(sample.size()));
  }
}

// Returns whether there was an image at all.
bool collect(const CorrectionContext& context, std::vector<Task>& tasks, const std::string& step) {
  std::vector<ValueId> real, simulated;
  for (const Task& task : tasks) {
    simulated.push_back(context.graph.node(task.layer).inputs[0]);
    real.push_back(fake_quant_input(context.graph, simulated.back()));
  }
  int64_t index = 0;
  probe_samples({{context.reference, real}, {context.graph, simulated}}, context.samples,
                {context.threads, step}, context.events, [&](const Sight& sight) {
                  for (size_t i = 0; i < tasks.size(); ++i) {
                    add_image(tasks[i], sight[0][i], sight[1][i], index);
                  }
                  ++index;
                });
  return index > 0;
}

template <class T>
std::vector<T> slice(const T* elements, size_t begin, size_t count) {
  return {elements + begin, elements + begin + count};
}

void apply(const CorrectionContext& context, const Task& task) {
  const Node& layer = context.graph.node(task.layer);
  const Node& original = context.reference.node(task.layer);
  const int axis = output_channel_axis(layer);
  const std::vector<float> scale = fake_quant_params(context.graph, layer.inputs[1])->scale;
  const Tensor rows = weight_rows(weight_of(context.reference, original), axis);
  std::vector<float> bias = bias_of(context.reference, original);
  Tensor rounded = Tensor::uninitialized(DType::kFloat32, rows.shape());

  const size_t channels = scale.size() / task.moments.size();
  const auto block = channels * static_cast<size_t>(task.patches.length());
  for (size_t group = 0; group < task.moments.size(); ++group) {
    const RoundedRows result =
        round_rows(slice(rows.data<float>().data(), group * block, block),
                   slice(scale.data(), group * channels, channels), task.moments[group]);
    std::copy(result.rows.begin(), result.rows.end(),
              rounded.mutable_data<float>().data() + group * block);
    for (size_t c = 0; c < channels; ++c) bias[group * channels + c] += result.shifts[c];
  }
  set_weight(context.graph, task.layer,
             weight_from_rows(rounded, weight_shape(context.graph, layer), axis));
  set_bias(context.graph, task.layer, bias);
}

}  // namespace

int64_t rounding_passes(const Graph& graph) {
  return static_cast<int64_t>(independent_batches(graph).size());
}

void round_weights(const CorrectionContext& context) {
  const auto batches = independent_batches(context.graph);
  FinishedSteps* const finished = context.finished;
  for (size_t i = 0; i < batches.size(); ++i) {
    const auto number = static_cast<int64_t>(i + 1);
    if (const auto found = finished != nullptr ? finished->find(number) : std::nullopt) {
      set_layer_bytes(context.graph, batches[i], *found);
      continue;
    }
    std::vector<Task> tasks;
    for (NodeId id : batches[i]) {
      const Patches patches = patches_of(context.graph, id);
      tasks.push_back({id, patches,
                       std::vector<InputMoments>(static_cast<size_t>(patches.groups()),
                                                 InputMoments(patches.length()))});
    }
    const std::string step =
        "rounding " + std::to_string(number) + "/" + std::to_string(batches.size());
    if (!collect(context, tasks, step)) return;  // the caller reports that no image was good
    for (const Task& task : tasks) apply(context, task);
    if (finished != nullptr) finished->keep(number, layer_bytes(context.graph, batches[i]));
  }
}

}  // namespace msquant
