#include "analyze/layer_errors.h"

#include <catch2/catch.hpp>

#include "analyze/quantized_model.h"
#include "evaluate/accuracy.h"
#include "graph/traversal.h"
#include "support/kinds.h"
#include "support/models.h"

using namespace msquant;

namespace {

SilentEvents silence;
const AnalyzeOptions kEverything{{View::kIsolated, View::kAccumulated, View::kEndToEnd}, true, 2};

LayerErrors analyze_model(const QuantizedModel& model, const AnalyzeOptions& options) {
  return analyze(model.prepared, model.quantized.graph, model.quantized.record,
                 sample_images(model.prepared), options, silence);
}

// Convolutions and matrix products that one image costs.
int products(CompareRequest request) {
  std::vector<ValueId> outputs;
  for (const ValuePair& pair : request.pairs) {
    outputs.push_back(pair.expected);
    outputs.push_back(pair.actual);
  }
  request.graph.set_outputs(outputs);
  erase_dead_nodes(request.graph);
  auto kinds = count_kinds(request.graph);
  return kinds["Conv2d"] + kinds["MatMul"];
}

double sqnr_of_evaluation(const QuantizedModel& model) {
  const auto images = sample_images(model.prepared)();
  return evaluate(model.prepared, &model.quantized.graph, *images, 2, silence).quantized->sqnr_db;
}

const std::vector<std::string> kLayers{"conv1", "conv2", "conv3", "fc"};

}  // namespace

TEST_CASE("isolated and accumulated errors of all layers cost three forward passes") {
  const QuantizedModel model = quantize_layers(conv_net(), kLayers);
  const auto& [graph, record] = model.quantized;
  const auto count = [&](const AnalyzeOptions& options) {
    return products(request_at_layers(model.prepared, graph, record, options));
  };
  CHECK(count({{View::kIsolated, View::kAccumulated}, false, 1}) == 3 * 4);
  CHECK(count(kEverything) == 5 * 4);
}

TEST_CASE("end to end a layer costs only what depends on it") {
  const QuantizedModel chain = quantize_layers(conv_net(), kLayers);
  // The float model, then 4 + 3 + 2 + 1.
  CHECK(products(request_at_outputs(chain.prepared, chain.quantized.graph, chain.quantized.record,
                                    0, 4)) == 4 + 10);
  // Of the residual block only conv2 depends on conv1, and nothing on conv2 or the shortcut.
  const QuantizedModel block =
      quantize_layers(residual_block(), {"conv1", "conv2", "downsample.0"});
  CHECK(products(request_at_outputs(block.prepared, block.quantized.graph, block.quantized.record,
                                    0, 3)) == 3 + 2 + 1 + 1);
}

TEST_CASE("images are opened once for all layers, and once more end to end") {
  const QuantizedModel model = quantize_layers(conv_net(), kLayers);
  int opened = 0;
  const SampleSource samples = sample_images(model.prepared);
  const SampleSource counted(samples.size(), [&](int64_t, int64_t) {
    ++opened;
    return samples();
  });
  const auto& [graph, record] = model.quantized;
  analyze(model.prepared, graph, record, counted, {{View::kIsolated, View::kAccumulated}, true, 2},
          silence);
  CHECK(opened == 1);
  opened = 0;
  analyze(model.prepared, graph, record, counted, kEverything, silence);
  CHECK(opened == 2);
}

TEST_CASE("at the last layer the accumulated error is that of the exported model") {
  const QuantizedModel model = quantize_layers(conv_net(), kLayers);
  const LayerErrors errors = analyze_model(model, kEverything);
  CHECK(errors.images == 12);
  const double expected = sqnr_of_evaluation(model);
  CHECK(errors.layers.back().view(View::kAccumulated)->sqnr_db() == Approx(expected).margin(1e-3));
  CHECK(errors.sources.back().output.sqnr_db() == Approx(expected).margin(1e-3));
}

TEST_CASE("end to end a layer's error is that of the model that quantizes it alone") {
  const LayerErrors errors = analyze_model(quantize_layers(conv_net(), kLayers), kEverything);
  for (const LayerError& error : errors.layers) {
    const QuantizedModel alone = quantize_alone(conv_net(), kLayers, error.layer);
    CHECK(error.view(View::kEndToEnd)->sqnr_db() == Approx(sqnr_of_evaluation(alone)).margin(1e-3));
  }
}

TEST_CASE("before the first quantized layer there is nothing to accumulate") {
  const LayerErrors errors = analyze_model(quantize_layers(conv_net(), kLayers), kEverything);
  const LayerError& first = errors.layers.front();
  CHECK(first.view(View::kAccumulated)->sqnr_db() == first.view(View::kIsolated)->sqnr_db());
  // And behind the last one, nothing between it and the output.
  const LayerError& last = errors.layers.back();
  CHECK(last.view(View::kEndToEnd)->sqnr_db() ==
        Approx(last.view(View::kIsolated)->sqnr_db()).margin(1e-3));
}

TEST_CASE("views that are not asked for are not there") {
  const LayerErrors errors =
      analyze_model(quantize_layers(conv_net(), {"conv2"}), {{View::kIsolated}, false, 1});
  CHECK(errors.layers.size() == 1);
  CHECK(errors.layers[0].view(View::kIsolated).has_value());
  CHECK_FALSE(errors.layers[0].view(View::kAccumulated).has_value());
  CHECK_FALSE(errors.layers[0].view(View::kEndToEnd).has_value());
  CHECK(errors.sources.empty());
}

TEST_CASE("the result does not depend on the number of threads") {
  const QuantizedModel model = quantize_layers(conv_net(), kLayers);
  AnalyzeOptions one = kEverything, three = kEverything;
  one.threads = 1;
  three.threads = 3;
  const LayerErrors a = analyze_model(model, one), b = analyze_model(model, three);
  for (size_t i = 0; i < a.layers.size(); ++i) {
    for (size_t view = 0; view < kViewCount; ++view) {
      CHECK(a.layers[i].views[view]->sqnr_db() == b.layers[i].views[view]->sqnr_db());
    }
  }
}
