#include "calibrate/output_errors.h"

#include "passes/quantized_layers.h"

namespace msquant {
namespace {

// Sums over the output of one layer.
struct LayerSums {
  size_t channels, inner;           // of an output [outer, channels, inner]
  std::vector<double> differences;  // of each channel
  double squares = 0, signal = 0;   // Σ (y - ŷ)², Σ y²
  int64_t elements = 0;

  LayerSums(const Graph& graph, const Node& layer) {
    const Shape& shape = graph.value(layer.outputs[0]).type.shape;
    const bool is_image = layer.kind == OpKind::kConv2d;
    channels = static_cast<size_t>(is_image ? shape[1] : shape.back());
    inner = static_cast<size_t>(is_image ? shape[2] * shape[3] : 1);
    differences.resize(channels);
  }

  void add(const Tensor& real, const Tensor& simulated) {
    const Span<const float> y = real.data<float>(), z = simulated.data<float>();
    for (int64_t i = 0; i < y.size(); ++i) {
      const double difference = double{y[i]} - z[i];
      differences[static_cast<size_t>(i) / inner % channels] += difference;
      squares += difference * difference;
      signal += double{y[i]} * y[i];
    }
    elements += y.size();
  }

  void add_to(OutputErrors& errors) const {
    const double of_channel = static_cast<double>(elements) / static_cast<double>(channels);
    std::vector<double> means;
    double constant = 0;
    for (double sum : differences) {
      means.push_back(sum / of_channel);
      constant += sum * sum / of_channel;
    }
    errors.means.push_back(means);
    if (signal > 0) errors.noise += (squares - constant) / signal;
  }
};

}  // namespace

std::vector<OutputErrors> output_errors(const CorrectionContext& context,
                                        const std::vector<const Graph*>& candidates,
                                        const std::string& step) {
  std::vector<ValueId> outputs;
  std::vector<LayerSums> empty;
  for (NodeId id : last_quantized_layers(context.graph)) {
    outputs.push_back(context.graph.node(id).outputs[0]);
    empty.emplace_back(context.graph, context.graph.node(id));
  }
  if (outputs.empty()) return {};
  std::vector<Probe> probes{{context.reference, outputs}};
  for (const Graph* candidate : candidates) probes.push_back({*candidate, outputs});
  std::vector<std::vector<LayerSums>> sums(candidates.size(), empty);
  const int64_t count = probe_samples(
      probes, context.samples, {context.threads, step}, context.events, [&](const Sight& sight) {
        for (size_t candidate = 0; candidate < candidates.size(); ++candidate) {
          for (size_t i = 0; i < outputs.size(); ++i) {
            sums[candidate][i].add(sight[0][i], sight[candidate + 1][i]);
          }
        }
      });
  std::vector<OutputErrors> errors;
  if (count == 0) return errors;
  for (const std::vector<LayerSums>& layers : sums) {
    OutputErrors& of_candidate = errors.emplace_back();
    for (const LayerSums& layer : layers) layer.add_to(of_candidate);
  }
  return errors;
}

}  // namespace msquant
