#include "analyze/quantized_model.h"

#include "data/batch_loader.h"
#include "data/image_files.h"
#include "data/pick_samples.h"
#include "engine/executor.h"
#include "passes/insert_quant.h"
#include "passes/prepare.h"
#include "support/models.h"

namespace msquant {
namespace {

StatsMap observe_random_inputs(const Graph& prepared, const QuantConfig& config) {
  Graph graph = prepared;
  insert_quant(graph, config);
  ExecutorOptions options;
  StatsMap stats;
  for (NodeId id : graph.node_ids()) {
    const Node& node = graph.node(id);
    if (node.kind != OpKind::kFakeQuant || node.as<FakeQuantAttrs>().params) continue;
    options.watched.push_back(node.inputs[0]);
    stats[node.inputs[0]];
  }
  const Tap tap = [&](ValueId id, Span<const float> elements, const ChannelLayout&) {
    stats.at(id).add(elements);
  };
  const Shape shape = graph.value(graph.inputs()[0]).type.shape;
  const auto executor = make_executor(graph, options);
  for (uint64_t seed = 1; seed <= 4; ++seed) executor->run({random_tensor(shape, seed, 0, 1)}, tap);
  return stats;
}

QuantConfig config_of(const std::vector<std::string>& layers) {
  QuantConfig config;
  for (const std::string& layer : layers) config.layers.push_back({layer, true});
  return config;
}

Quantized quantize(const Graph& graph, const QuantConfig& config, const StatsMap& stats) {
  SilentEvents silence;
  CalibrationMethods methods;
  methods.layers.activation.estimator = "minmax";
  const Calibrated calibrated = calibrate({graph, 0, stats, {}}, config, {}, methods, 1, silence);
  return {lower(calibrated, false), calibrated.record};
}

}  // namespace

SampleSource sample_images(const Graph& graph) {
  const Shape shape = graph.value(graph.inputs()[0]).type.shape;
  const auto images = std::make_shared<ImageFiles>(
      scan_image_folder(MSQUANT_SOURCE_DIR "/configs/sample/fashion/val"));
  const std::vector<int64_t> picked = pick_samples(images->labels(), 12, {});
  Preprocessing steps;
  steps.resize = {shape[2], shape[3]};
  steps.rescale = 1.0f / 255;
  BatchLoaderOptions options;
  options.batch_size = 1;
  return {static_cast<int64_t>(picked.size()), [=](int64_t, int64_t) {
            return std::make_unique<BatchLoader>(images, picked, steps, options);
          }};
}

QuantizedModel quantize_layers(Graph graph, const std::vector<std::string>& layers) {
  prepare(graph, true);
  const QuantConfig config = config_of(layers);
  Quantized quantized = quantize(graph, config, observe_random_inputs(graph, config));
  return {std::move(graph), std::move(quantized)};
}

QuantizedModel quantize_alone(Graph graph, const std::vector<std::string>& layers,
                              const std::string& layer) {
  prepare(graph, true);
  const StatsMap stats = observe_random_inputs(graph, config_of(layers));
  Quantized quantized = quantize(graph, config_of({layer}), stats);
  return {std::move(graph), std::move(quantized)};
}

}  // namespace msquant
