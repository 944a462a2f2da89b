#include "pipeline/calibrate.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/sha256.h"
#include "calibrate/observe.h"
#include "calibrate/rollback.h"
#include "graph/shape_inference.h"
#include "graph/traversal.h"
#include "passes/insert_quant.h"
#include "passes/lower_quantized.h"
#include "passes/pass.h"

namespace msquant {
namespace {

QuantParams& params_of_input(Graph& graph, NodeId layer, size_t index) {
  const NodeId fake_quant = graph.value(graph.node(layer).inputs[index]).producer;
  return graph.node(fake_quant).as<FakeQuantAttrs>().params.value();
}

Record make_record(Graph& graph, const QuantConfig& config) {
  Record record;
  for (const std::string& layer : config.quantized_layers()) {
    const NodeId node = graph.find_node(layer);
    record.layers.push_back(
        {layer, params_of_input(graph, node, 0), params_of_input(graph, node, 1)});
  }
  return record;
}

Graph for_one_image(Graph graph) {
  set_batch_size(graph, 1);
  return graph;
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
  config.num_rollback_nodes = 0;
  events.stage("rollback", "the worst layers stay float: " + names);
  return config;
}

[[noreturn]] void fail_to_restore(const std::string& because) {
  throw Error(ErrorKind::kModel, "the record does not fit the model", "", because,
              "calibrate again");
}

// A record does not say along which axis a weight's scales lie; the FakeQuant knows.
void restore_params(const QuantParams& recorded, const std::string& layer, QuantParams& params) {
  if (params.is_per_channel() && recorded.scale.size() != params.scale.size()) {
    fail_to_restore("layer '" + layer + "' has " + std::to_string(params.scale.size()) +
                    " channels, the record " + std::to_string(recorded.scale.size()));
  }
  params.scale = recorded.scale;
  params.zero_point = recorded.zero_point;
}

}  // namespace

Calibrated calibrate(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                     const LayerMethods& methods, int threads, Events& events) {
  if (config.quantized_layers().empty()) log::warn("no layer is quantized: the result is float");
  Calibrated result{prepared, config, {}};
  const ActivationMethods inserted = insert_fake_quant(result.graph, config, methods);
  const StatsMap stats = observe(for_one_image(result.graph), images, threads, events);
  set_activation_params(result.graph, stats, inserted);
  if (config.num_rollback_nodes > 0) {
    const auto again = images.again();
    result.config = rolled_back(config, for_one_image(prepared), for_one_image(result.graph),
                                *again, threads, events);
    result.graph = prepared;
    set_activation_params(result.graph, stats,
                          insert_fake_quant(result.graph, result.config, methods));
  }
  result.record = make_record(result.graph, result.config);
  return result;
}

Calibrated restore_calibration(const Graph& prepared, const QuantConfig& config,
                               const LayerMethods& methods, Record record) {
  Calibrated result{prepared, config, std::move(record)};
  Graph& graph = result.graph;
  insert_fake_quant(graph, config, methods);
  const std::vector<std::string> layers = config.quantized_layers();
  if (layers.size() != result.record.layers.size()) {
    fail_to_restore("it is of " + std::to_string(result.record.layers.size()) +
                    " layers, quant_config.json of " + std::to_string(layers.size()));
  }
  for (size_t i = 0; i < layers.size(); ++i) {
    const LayerRecord& layer = result.record.layers[i];
    if (layer.layer != layers[i])
      fail_to_restore("'" + layer.layer + "' is not '" + layers[i] + "'");
    const NodeId node = graph.find_node(layers[i]);
    const NodeId input = graph.value(graph.node(node).inputs[0]).producer;
    graph.node(input).as<FakeQuantAttrs>().params = layer.activation;
    restore_params(layer.weight, layers[i], params_of_input(graph, node, 1));
  }
  return result;
}

std::string digest_of(const Graph& graph) {
  Sha256 digest;
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    digest.add(node.name + " " + std::string(name_of(node.kind)) + "\n");
    for (ValueId input : node.inputs) {
      const auto& constant = graph.value(input).constant;
      if (!constant) continue;
      digest.add(
          {static_cast<const char*>(constant->raw()), static_cast<size_t>(constant->byte_size())});
    }
  }
  return digest.hex();
}

Graph lower(const Calibrated& calibrated, bool ptq_quant) {
  Graph result = calibrated.graph;
  const LowerOptions options{ptq_quant ? BiasRounding::kTowardZero : BiasRounding::kNearest,
                             /*share_quantize=*/!ptq_quant};
  run_pass("lower_quantized", result, [&](Graph& graph) { lower_quantized(graph, options); });
  return result;
}

}  // namespace msquant
