#include "pipeline/calibrate.h"

#include <utility>

#include "base/error.h"
#include "base/log.h"
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

void require_no_rollback(const QuantConfig& config) {
  if (config.num_rollback_nodes == 0) return;
  throw Error(ErrorKind::kUnsupported, "num_rollback_nodes is not supported yet",
              "quant_config.json", "it is " + std::to_string(config.num_rollback_nodes),
              "set it to 0 and name the layers that stay float with \"quant\": false");
}

}  // namespace

StatsMap observe_layers(const Graph& prepared, const QuantConfig& config, BatchLoader& images,
                        int threads, Events& events) {
  require_no_rollback(config);
  Graph graph = prepared;
  set_batch_size(graph, 1);
  run_pass("insert_quant", graph, [&](Graph& g) { insert_quant(g, config); });
  return observe(graph, images, threads, events);
}

Quantized quantize(const Graph& prepared, const QuantConfig& config, const StatsMap& stats,
                   const QuantizeOptions& options) {
  if (config.quantized_layers().empty()) log::warn("no layer is quantized: the result is float");
  Quantized result{prepared, {}};
  run_pass("insert_quant", result.graph, [&](Graph& graph) { insert_quant(graph, config); });
  set_activation_params(result.graph, stats, find_estimator(options.estimator));
  result.record = make_record(result.graph, config);
  const LowerOptions lowering{options.compat ? BiasRounding::kTowardZero : BiasRounding::kNearest};
  run_pass("lower_quantized", result.graph,
           [&](Graph& graph) { lower_quantized(graph, lowering); });
  return result;
}

}  // namespace msquant
