#include "pipeline/calibrate.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/sha256.h"
#include "calibrate/correction.h"
#include "calibrate/rollback.h"
#include "formats/record/record_file.h"
#include "graph/dump.h"
#include "graph/shape_inference.h"
#include "passes/insert_quant.h"
#include "passes/lower_quantized.h"
#include "passes/pass.h"
#include "pipeline/restore_calibration.h"

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
        {layer, params_of_input(graph, node, 0), params_of_input(graph, node, 1), {}});
  }
  return record;
}

Graph of_one_sample(Graph graph) {
  set_batch_size(graph, 1);
  return graph;
}

ActivationMethods insert_fake_quant(Graph& graph, const QuantConfig& config,
                                    const LayerMethods& methods, int threads) {
  ActivationMethods inserted;
  run_pass("insert_quant", graph,
           [&](Graph& each) { inserted = insert_quant(each, config, methods, threads); });
  return inserted;
}

// `config` with the worst num_rollback_nodes layers of `simulated` switched off.
QuantConfig rolled_back(QuantConfig config, const Graph& reference, const Graph& simulated,
                        SampleStream& samples, int threads, Events& events) {
  auto worst =
      rank_layers(reference, simulated, config.quantized_layers(), samples, threads, events);
  worst.resize(std::min(worst.size(), static_cast<size_t>(config.num_rollback_nodes)));
  std::string names;
  for (const RankedLayer& error : worst) {
    const auto found = std::find_if(config.layers.begin(), config.layers.end(),
                                    [&](const auto& layer) { return layer.name == error.layer; });
    found->quant = false;
    names += (names.empty() ? "" : ", ") + error.layer;
  }
  config.num_rollback_nodes = 0;
  events.stage("rollback", "the worst layers stay float: " + names);
  return config;
}

void apply_corrections(const CalibrationMethods& methods, CorrectionStage stage,
                       const CorrectionContext& context) {
  for (const Correction& correction : find_corrections(methods.corrections)) {
    if (correction.stage != stage) continue;
    run_pass(correction.name, context.graph, [&](Graph&) { correction.apply(context); });
  }
}

bool has_steps(const CalibrationMethods& methods) {
  const auto all = find_corrections(methods.corrections);
  return std::any_of(all.begin(), all.end(),
                     [](const Correction& each) { return each.passes != nullptr; });
}

// Names what corrections of a simulated graph depend on beside the samples.
std::string steps_key(Calibrated& simulated, const CalibrationMethods& methods) {
  std::string text = digest_of(simulated.graph) + dump(simulated.graph) +
                     to_text(make_record(simulated.graph, simulated.config));
  for (const Correction& correction : find_corrections(methods.corrections)) {
    text += std::string(correction.name) + "\n";
  }
  return sha256(text);
}

}  // namespace

Observation observe_model(const Graph& prepared, const QuantConfig& config, SampleStream& first,
                          const SampleSource& all, const CalibrationMethods& methods,
                          const Workers& workers, Events& events, Histograms histograms) {
  Observation result{of_one_sample(prepared), 0, {}, {}};
  const Graph original = result.reference;
  if (!config.quantized_layers().empty()) {
    Recollection memory;
    apply_corrections(
        methods, CorrectionStage::kFloat,
        {result.reference, original, all, workers.threads, events, config, methods.layers, memory});
  }
  Graph simulated = result.reference;
  const ActivationMethods inserted =
      insert_fake_quant(simulated, config, methods.layers, workers.threads);
  result.earlier = observe_in_steps(simulated, inserted, first, workers, events, histograms);
  result.images = result.earlier.back().images;
  result.stats = std::move(result.earlier.back().stats);
  result.earlier.pop_back();
  set_batch_size(result.reference, batch_size(prepared));
  return result;
}

Calibrated calibrate(const Observation& observation, const QuantConfig& config,
                     const SampleSource& samples, const CalibrationMethods& methods, int threads,
                     Events& events, StepFolder* steps) {
  if (config.quantized_layers().empty()) log::warn("no layer is quantized: the result is float");
  const Graph reference = of_one_sample(observation.reference);
  Calibrated result{reference, config, {}};
  const auto simulate = [&] {
    result.graph = reference;
    set_activation_params(result.graph, observation.stats,
                          insert_fake_quant(result.graph, result.config, methods.layers, threads),
                          threads);
  };
  simulate();
  if (config.num_rollback_nodes > 0) {
    result.config = rolled_back(config, reference, result.graph, *samples(), threads, events);
    simulate();
  }
  if (steps != nullptr && has_steps(methods)) steps->set_key(steps_key(result, methods));
  Recollection memory;
  const CorrectionContext context{result.graph,  reference,      samples, threads, events,
                                  result.config, methods.layers, memory,  steps};
  apply_corrections(methods, CorrectionStage::kSimulated, context);
  result.layers = result.graph;
  apply_corrections(methods, CorrectionStage::kWhole, context);
  for (Graph* graph : {&result.graph, &result.layers}) {
    set_batch_size(*graph, batch_size(observation.reference));
  }
  result.record = make_record(result.graph, result.config);
  return result;
}

Calibrated layers_of(const Calibrated& calibrated) {
  Calibrated result{calibrated.layers, calibrated.config, {}, calibrated.layers};
  result.record = make_record(result.graph, result.config);
  return result;
}

std::vector<EarlierParams> earlier_params(const Observation& observation, const QuantConfig& config,
                                          const CalibrationMethods& methods) {
  Graph graph = observation.reference;
  const ActivationMethods inserted = insert_fake_quant(graph, config, methods.layers, 1);
  std::vector<EarlierParams> result;
  for (const Milestone& milestone : observation.earlier) {
    set_activation_params(graph, milestone.stats, inserted);
    result.push_back({milestone.images, {}});
    for (const std::string& layer : config.quantized_layers()) {
      result.back().activations.push_back(params_of_input(graph, graph.find_node(layer), 0));
    }
  }
  return result;
}

Graph lower(const Calibrated& calibrated, bool ptq_quant, int threads) {
  Graph result = calibrated.graph;
  const LowerOptions options{ptq_quant ? BiasRounding::kTowardZero : BiasRounding::kNearest,
                             /*share_quantize=*/!ptq_quant, threads};
  run_pass("lower_quantized", result, [&](Graph& graph) { lower_quantized(graph, options); });
  return result;
}

}  // namespace msquant
