#include "calibrate/fit_outputs.h"

#include "calibrate/recall.h"
#include "passes/quantized_layers.h"

namespace msquant {
namespace {

constexpr double kLeastVariance = 1e-9;  // of the mean square; less is rounding of float32

// Of the outputs of one layer, y in the float network and z in the quantized one.
class LayerSums {
 public:
  LayerSums(const Graph& graph, const Node& layer) {
    const Shape& shape = graph.value(layer.outputs[0]).type.shape;
    const bool is_image = layer.kind == OpKind::kConv2d;
    inner_ = static_cast<size_t>(is_image ? shape[2] * shape[3] : 1);
    real_.resize(static_cast<size_t>(is_image ? shape[1] : shape.back()));
    simulated_.resize(real_.size());
  }

  void add(const Tensor& real, const Tensor& simulated) {
    const Span<const float> y = real.data<float>(), z = simulated.data<float>();
    for (int64_t i = 0; i < y.size(); ++i) {
      const size_t channel = static_cast<size_t>(i) / inner_ % real_.size();
      real_[channel] += y[i];
      simulated_[channel] += z[i];
      products_ += double{y[i]} * z[i];
      squares_ += double{z[i]} * z[i];
    }
    elements_ += y.size();
  }

  double gain() const {
    double covariance = products_, variance = squares_;
    for (size_t c = 0; c < real_.size(); ++c) {
      covariance -= real_[c] * simulated_[c] / of_channel();
      variance -= simulated_[c] * simulated_[c] / of_channel();
    }
    return variance > kLeastVariance * squares_ && covariance > 0 ? covariance / variance : 1;
  }

  double shift(size_t channel) const {
    return (real_[channel] - gain() * simulated_[channel]) / of_channel();
  }

 private:
  // Elements of one channel.
  double of_channel() const {
    return static_cast<double>(elements_) / static_cast<double>(real_.size());
  }

  size_t inner_;                          // of an output [outer, channels, inner]
  std::vector<double> real_, simulated_;  // Σ y and Σ z of each channel
  double products_ = 0, squares_ = 0;     // Σ yz, Σ z²
  int64_t elements_ = 0;
};

void apply(Graph& graph, NodeId layer, const LayerSums& sums) {
  const double gain = sums.gain();
  scale_quantized_weight(graph, layer, static_cast<float>(gain));
  std::vector<float> bias = bias_of(graph, graph.node(layer));
  for (size_t c = 0; c < bias.size(); ++c) {
    bias[c] = static_cast<float>(gain * bias[c] + sums.shift(c));
  }
  set_bias(graph, layer, bias);
}

}  // namespace

void fit_outputs(const CorrectionContext& context) {
  const std::vector<NodeId> layers = last_quantized_layers(context.graph);
  std::vector<ValueId> outputs;
  std::vector<LayerSums> sums;
  for (NodeId id : layers) {
    outputs.push_back(context.graph.node(id).outputs[0]);
    sums.emplace_back(context.graph, context.graph.node(id));
  }
  if (layers.empty()) return;
  const int64_t count = recall_samples({{context.reference, outputs}, {context.graph, outputs}},
                                       context, "outputs", [&](const Sight& sight) {
                                         for (size_t i = 0; i < sums.size(); ++i)
                                           sums[i].add(sight[0][i], sight[1][i]);
                                       });
  if (count == 0) return;  // the caller reports that no image was good
  for (size_t i = 0; i < layers.size(); ++i) apply(context.graph, layers[i], sums[i]);
}

}  // namespace msquant
