#include "pipeline/calibrate.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "calibrate/observe.h"
#include "calibrate/rollback.h"
#include "graph/shape_inference.h"
#include "passes/insert_quant.h"
#include "passes/lower_quantized.h"
#include "passes/pass.h"

namespace msquant {
namespace {

const QuantParams& params_of_input(const Graph& graph, const Node& node, size_t index) {
  const Node& fake_quant = graph.node(graph.value(node.inputs[index]).producer);
  return *fake_quant.as<FakeQuantAttrs>().params;
}

Record make_record(const Graph& graph, const QuantConfig& config) {
  Record record;
  for (const std::string& layer : config.quantized_layers()) {
    const Node& node = graph.node(graph.find_node(layer));
    record.layers.push_back(
        {layer, params_of_input(graph, node, 0), params_of_input(graph, node, 1)});
  }
  return record;
}

ActivationMethods insert_fake_quant(Graph& graph, const QuantConfig& config,
                                    const LayerMethods& methods) {
  ActivationMethods inserted;
  run_pass("insert_quant", graph,
           [&](Graph& each) { inserted = insert_quant(each, config, methods); });
  return inserted;
}

// `config` with the worst num_rollback_nodes layers of `simulated` switched off.
QuantConfig rolled_back(QuantConfig config, const Graph& reference, const Graph& simulated,
                        BatchLoader& images, int threads, Events& events) {
  auto worst =
      rank_layers(reference, simulated, config.quantized_layers(), images, threads, events);
  worst.resize(std::min(worst.size(), static_cast<size_t>(config.num_rollback_nodes)));
  std::string names;
  for (const LayerError& error : worst) {
    const auto found = std::find_if(config.layers.begin(), config.layers.end(),
                                    [&](const auto& layer) { return layer.name == error.layer; });
    found->quant = false;
    names += (names.empty() ? "" : ", ") + error.layer;
  }
  events.stage("rollback", "the worst layers stay float: " + names);
  return config;
}

}  // namespace

Quantized quantize(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                   const LayerMethods& methods, bool compat, int threads, Events& events) {
  if (config.quantized_layers().empty()) log::warn("no layer is quantized: the result is float");
  const int64_t batch = prepared.value(prepared.inputs().front()).type.shape.at(0);
  Graph reference = prepared;
  set_batch_size(reference, 1);
  Quantized result{reference, {}};
  const ActivationMethods inserted = insert_fake_quant(result.graph, config, methods);
  const StatsMap stats = observe(result.graph, images, threads, events);
  set_activation_params(result.graph, stats, inserted);
  QuantConfig kept = config;
  if (config.num_rollback_nodes > 0) {
    const auto again = images.again();
    kept = rolled_back(config, reference, result.graph, *again, threads, events);
    result.graph = reference;
    set_activation_params(result.graph, stats, insert_fake_quant(result.graph, kept, methods));
  }
  result.record = make_record(result.graph, kept);
  const LowerOptions lowering{compat ? BiasRounding::kTowardZero : BiasRounding::kNearest};
  run_pass("lower_quantized", result.graph,
           [&](Graph& graph) { lower_quantized(graph, lowering); });
  set_batch_size(result.graph, batch);
  return result;
}

}  // namespace msquant
