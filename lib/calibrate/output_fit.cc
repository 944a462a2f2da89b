#include "calibrate/output_fit.h"

#include "passes/quantized_layers.h"

namespace msquant {
namespace {

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
      yy_ += double{y[i]} * y[i];
      yz_ += double{y[i]} * z[i];
      zz_ += double{z[i]} * z[i];
    }
    elements_ += y.size();
  }

  void fit(OutputFit& result) const {
    const double count = static_cast<double>(elements_) / static_cast<double>(real_.size());
    double variance_y = yy_, covariance = yz_, variance_z = zz_;
    for (size_t c = 0; c < real_.size(); ++c) {
      variance_y -= real_[c] * real_[c] / count;
      covariance -= real_[c] * simulated_[c] / count;
      variance_z -= simulated_[c] * simulated_[c] / count;
    }
    // Outputs that never change, or have nothing to do with the float ones, keep their size.
    const double gain = variance_z > 0 && covariance > 0 ? covariance / variance_z : 1;
    result.gains.push_back(gain);
    std::vector<double>& shifts = result.shifts.emplace_back();
    for (size_t c = 0; c < real_.size(); ++c) {
      shifts.push_back((real_[c] - gain * simulated_[c]) / count);
    }
    if (yy_ > 0) {
      result.noise += (variance_y - 2 * gain * covariance + gain * gain * variance_z) / yy_;
    }
  }

 private:
  size_t inner_;                          // of an output [outer, channels, inner]
  std::vector<double> real_, simulated_;  // Σ y and Σ z of each channel
  double yy_ = 0, yz_ = 0, zz_ = 0;
  int64_t elements_ = 0;
};

}  // namespace

std::vector<OutputFit> fit_outputs(const CorrectionContext& context,
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
  std::vector<OutputFit> fits;
  if (count == 0) return fits;
  for (const std::vector<LayerSums>& layers : sums) {
    OutputFit& fit = fits.emplace_back();
    for (const LayerSums& layer : layers) layer.fit(fit);
  }
  return fits;
}

void apply_fit(Graph& graph, const OutputFit& fit) {
  const std::vector<NodeId> layers = last_quantized_layers(graph);
  for (size_t i = 0; i < layers.size(); ++i) {
    scale_quantized_weight(graph, layers[i], static_cast<float>(fit.gains[i]));
    std::vector<float> bias = bias_of(graph, graph.node(layers[i]));
    for (size_t c = 0; c < bias.size(); ++c) {
      bias[c] = static_cast<float>(fit.gains[i] * bias[c] + fit.shifts[i][c]);
    }
    set_bias(graph, layers[i], bias);
  }
}

}  // namespace msquant
