#include "calibrate/correct_bias.h"

#include <map>

#include "passes/quantized_layers.h"
#include "quant/fake_quant.h"
#include "quant/patches.h"

namespace msquant {
namespace {

// The mean image of an activation, as it is and after quantization.
struct MeanImages {
  QuantParams params;
  std::vector<double> real, simulated;  // sums, then means
  Shape shape;

  void add(const Tensor& x) {
    const Span<const float> elements = x.data<float>();
    const auto size = static_cast<size_t>(elements.size());
    shape = x.shape();
    real.resize(size);
    simulated.resize(size);
    const float scale = params.scale[0], inverse = 1 / scale;
    const int32_t zero_point = params.zero_point[0];
    for (size_t i = 0; i < size; ++i) {
      const float value = elements[static_cast<int64_t>(i)];
      real[i] += value;
      simulated[i] +=
          dequantize_value(quantize_value(value, inverse, zero_point), scale, zero_point);
    }
  }
};

std::vector<float> divided(const std::vector<double>& sums, int64_t count) {
  std::vector<float> means;
  means.reserve(sums.size());
  for (double sum : sums) means.push_back(static_cast<float>(sum / static_cast<double>(count)));
  return means;
}

// By the FakeQuant's output, which stands for value and parameters.
using MeanImageMap = std::map<ValueId, MeanImages>;

// Returns the number of samples.
int64_t collect(const CorrectionContext& context, MeanImageMap& means) {
  std::vector<ValueId> values;
  for (const auto& [simulated, unused] : means) {
    values.push_back(fake_quant_input(context.graph, simulated));
  }
  return probe_samples({{context.reference, values}}, context.samples, {context.threads, "bias"},
                       context.events, [&](const Sight& sight) {
                         size_t i = 0;
                         for (auto& [unused, mean] : means) mean.add(sight[0][i++]);
                       });
}

// Adds `sign` * weight · (mean patch) to the channels' sums.
void add_mean_output(const Tensor& rows, const Patches& patches, const std::vector<float>& mean,
                     double sign, std::vector<float>& sums) {
  const Span<const float> w = rows.data<float>();
  const auto channels = static_cast<int64_t>(sums.size()) / patches.groups();
  int64_t channel = 0;
  for (int64_t group = 0; group < patches.groups(); ++group) {
    const std::vector<double> patch = patches.mean(mean, group);
    for (const int64_t end = channel + channels; channel < end; ++channel) {
      double sum = 0;
      for (size_t i = 0; i < patch.size(); ++i) {
        sum += patch[i] * w[channel * patches.length() + static_cast<int64_t>(i)];
      }
      sums[static_cast<size_t>(channel)] += static_cast<float>(sign * sum);
    }
  }
}

}  // namespace

void correct_bias(const CorrectionContext& context) {
  const std::vector<NodeId> layers = quantized_layers(context.graph);
  MeanImageMap means;
  for (NodeId id : layers) {
    const ValueId x = context.graph.node(id).inputs[0];
    means[x].params = *fake_quant_params(context.graph, x);
  }
  const int64_t count = collect(context, means);
  if (count == 0) return;  // the caller reports that no image was good
  for (NodeId id : layers) {
    const Node& layer = context.graph.node(id);
    const Node& original = context.reference.node(id);
    const MeanImages& mean = means.at(layer.inputs[0]);
    const Tensor weight = weight_of(context.reference, original);
    const Patches patches(layer, mean.shape, weight.shape());
    const int axis = output_channel_axis(layer);
    std::vector<float> bias = bias_of(context.reference, original);
    add_mean_output(weight_rows(weight, axis), patches, divided(mean.real, count), 1, bias);
    add_mean_output(weight_rows(simulated_weight_of(context.graph, layer), axis), patches,
                    divided(mean.simulated, count), -1, bias);
    set_bias(context.graph, id, bias);
  }
}

}  // namespace msquant
