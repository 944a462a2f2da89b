#include "pipeline/plan.h"

#include <map>

#include "graph/traversal.h"
#include "passes/generate_config.h"
#include "passes/insert_quant.h"
#include "tensor/dtype.h"

namespace msquant {
namespace {

using ChoicesByName = std::map<std::string, const LayerChoice*>;

bool is_layer(const Node& node) {
  return node.kind == OpKind::kConv2d || node.kind == OpKind::kConvTranspose2d ||
         node.kind == OpKind::kMatMul;
}

// Why a layer that the configuration does not switch on stays float.
std::string reason_float(const Graph& graph, const Node& node, const QuantConfig& config,
                         const LayerChoice* choice) {
  const std::string source = config.source.empty() ? "the configuration" : config.source;
  const std::string impossible = reason_not_quantizable(graph, node);
  if (!impossible.empty()) return impossible;
  if (choice != nullptr) return "switched off in " + source;
  return config.source.empty() ? reason_not_generated(graph, node) : "not listed in " + source;
}

PlannedLayer plan_layer(const Graph& graph, const Node& node, const QuantConfig& config,
                        const LayerMethods& global, const ChoicesByName& choices) {
  PlannedLayer planned;
  planned.name = node.name;
  planned.op = name_of(node.kind);
  const auto& weight = graph.value(node.inputs[1]).constant;
  if (weight) planned.bytes_before = weight->byte_size();
  planned.bytes_after = planned.bytes_before;
  const auto found = choices.find(node.name);
  const LayerChoice* choice = found == choices.end() ? nullptr : found->second;
  if (choice == nullptr || !choice->quant) {
    planned.reason = reason_float(graph, node, config, choice);
  } else {
    planned.methods = config.methods_of(*choice, layer_type_of(node.kind), global);
    planned.bytes_after = weight->size();  // a byte for each element
  }
  return planned;
}

}  // namespace

std::vector<PlannedLayer> plan_layers(const Graph& prepared, const QuantConfig& config,
                                      const LayerMethods& global) {
  Graph checked = prepared;
  insert_quant(checked, config, global);
  ChoicesByName choices;
  for (const LayerChoice& choice : config.layers) choices[choice.name] = &choice;
  std::vector<PlannedLayer> plan;
  for (NodeId id : topological_order(prepared)) {
    const Node& node = prepared.node(id);
    if (is_layer(node)) plan.push_back(plan_layer(prepared, node, config, global, choices));
  }
  return plan;
}

}  // namespace msquant
