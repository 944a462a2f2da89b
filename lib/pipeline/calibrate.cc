#include "pipeline/calibrate.h"

#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "calibrate/observe.h"
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

}  // namespace

Quantized quantize(const Graph& prepared, const QuantConfig& config, SampleStream& samples,
                   const std::string& estimator, bool compat, int threads, Events& events) {
  if (config.num_rollback_nodes != 0) {
    throw Error(ErrorKind::kUnsupported, "num_rollback_nodes is not supported yet",
                "quant_config.json", "it is " + std::to_string(config.num_rollback_nodes),
                "set it to 0 and name the layers that stay float with \"quant\": false");
  }
  if (config.quantized_layers().empty()) log::warn("no layer is quantized: the result is float");
  Quantized result{prepared, {}};
  const int64_t batch = batch_size(prepared);
  set_batch_size(result.graph, 1);
  run_pass("insert_quant", result.graph, [&](Graph& graph) { insert_quant(graph, config); });
  const StatsMap stats = observe(result.graph, samples, threads, events);
  set_activation_params(result.graph, stats, find_estimator(estimator));
  result.record = make_record(result.graph, config);
  const LowerOptions lowering{compat ? BiasRounding::kTowardZero : BiasRounding::kNearest};
  run_pass("lower_quantized", result.graph,
           [&](Graph& graph) { lower_quantized(graph, lowering); });
  set_batch_size(result.graph, batch);
  return result;
}

}  // namespace msquant
