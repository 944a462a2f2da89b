#include "report/layer_reports.h"

#include <algorithm>

#include "graph/traversal.h"
#include "passes/generate_config.h"
#include "passes/quantized_layers.h"
#include "quant/patches.h"
#include "report/activation_report.h"
#include "report/search_report.h"
#include "report/weight_report.h"

namespace msquant {
namespace {

// Where `layer` stands in the record, or its end.
size_t record_index(const Record& record, const std::string& layer) {
  const auto found = std::find_if(record.layers.begin(), record.layers.end(),
                                  [&](const LayerRecord& each) { return each.layer == layer; });
  return static_cast<size_t>(found - record.layers.begin());
}

std::string reason_for_float(const RunFindings& findings, const Node& node) {
  const std::string reason = reason_not_quantizable(findings.observation.reference, node);
  if (!reason.empty()) return reason;
  const std::string searched = findings.search ? reason_for_float(*findings.search, node.name) : "";
  if (!searched.empty()) return searched;
  const auto& layers = findings.calibrated.config.layers;
  const bool is_named = std::any_of(layers.begin(), layers.end(), [&](const LayerChoice& each) {
    return each.name == node.name;
  });
  if (is_named) return "switched off in quant_config.json";
  return "not in quant_config.json: few input channels gain little and lose most";
}

std::string estimator_of(const RunFindings& findings, const Node& node) {
  const QuantConfig& config = findings.calibrated.config;
  for (const LayerChoice& layer : config.layers) {
    if (layer.name != node.name) continue;
    return config.methods_of(layer, layer_type_of(node.kind), findings.methods.layers)
        .activation.estimator;
  }
  return "";
}

std::optional<ReportError> error_in(const LayerError& error, View view) {
  const auto& deviation = error.view(view);
  if (!deviation) return std::nullopt;
  return ReportError{deviation->sqnr_db(), deviation->cosine()};
}

void add_errors(const LayerErrors& errors, ReportLayer& layer) {
  for (const LayerError& error : errors.layers) {
    if (error.layer != layer.name) continue;
    layer.verdict = name_of(verdict_of(error));
    layer.isolated = error_in(error, View::kIsolated);
    layer.accumulated = error_in(error, View::kAccumulated);
    layer.end_to_end = error_in(error, View::kEndToEnd);
  }
}

void add_quantization(const RunFindings& findings, const std::vector<EarlierParams>& earlier,
                      size_t index, ReportLayer& layer) {
  const Graph& graph = findings.calibrated.graph;
  const Node& node = graph.node(graph.find_node(layer.name));
  const StatsMap& stats = findings.observation.stats;
  const QuantParams& params = findings.calibrated.record.layers[index].activation;
  layer.input = activation_report(stats.at(fake_quant_input(graph, node.inputs[0])), params,
                                  estimator_of(findings, node));
  for (const EarlierParams& milestone : earlier) {
    layer.input->milestones.push_back({milestone.images, range_of(milestone.activations[index])});
  }
  layer.input->milestones.push_back({findings.observation.images, layer.input->range});
  layer.channels = weight_report(weight_rows(weight_of(graph, node), output_channel_axis(node)));
}

}  // namespace

std::vector<ReportLayer> layer_reports(const RunFindings& findings) {
  const Graph& graph = findings.observation.reference;
  const Record& record = findings.calibrated.record;
  const std::vector<EarlierParams> earlier =
      earlier_params(findings.observation, findings.calibrated.config, findings.methods);
  std::vector<ReportLayer> layers;
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    if (node.kind != OpKind::kConv2d && node.kind != OpKind::kMatMul) continue;
    ReportLayer& layer = layers.emplace_back();
    layer.name = node.name;
    layer.type = name_of(node.kind);
    layer.output = graph.value(node.outputs[0]).type.shape;
    const TensorType& weight = graph.value(node.inputs[1]).type;
    layer.weight = weight.shape;
    layer.bytes_before = layer.bytes_after = element_count(weight.shape) * size_of(weight.dtype);
    const size_t index = record_index(record, node.name);
    const bool is_quantized = index < record.layers.size();
    layer.action = is_quantized ? "int8" : "float";
    if (is_quantized) {
      layer.bytes_after = element_count(weight.shape);
      add_quantization(findings, earlier, index, layer);
      add_errors(findings.errors, layer);
    } else {
      layer.reason = reason_for_float(findings, node);
    }
  }
  return layers;
}

}  // namespace msquant
