#include "pipeline/restore_calibration.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "graph/traversal.h"
#include "passes/insert_quant.h"
#include "passes/pass.h"

namespace msquant {
namespace {

FakeQuantAttrs& fake_quant_of(Graph& graph, NodeId layer, size_t input) {
  const NodeId producer = graph.value(graph.node(layer).inputs[input]).producer;
  return graph.node(producer).as<FakeQuantAttrs>();
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

const Tensor* constant_of(const Graph& graph, const Node& node, size_t input) {
  if (input >= node.inputs.size()) return nullptr;
  const auto& constant = graph.value(node.inputs[input]).constant;
  return constant ? &*constant : nullptr;
}

using NodesByName = std::unordered_map<std::string, NodeId>;

NodesByName nodes_by_name(const Graph& graph) {
  NodesByName nodes;
  for (NodeId id : graph.node_ids()) nodes.emplace(graph.node(id).name, id);
  return nodes;
}

[[noreturn]] void fail_no_place(const ParameterSet& constants, const std::string& name) {
  throw Error(ErrorKind::kModel, "a corrected constant does not fit the model", constants.source(),
              "the model has no place for '" + name + "'", "calibrate again");
}

void restore_constant(Graph& graph, NodeId id, size_t input, const Tensor& tensor) {
  const Node& node = graph.node(id);
  const bool is_new = input == node.inputs.size();
  const std::string name = is_new ? node.name + ".bias" : graph.value(node.inputs[input]).name;
  const ValueId added = graph.add_constant(name, tensor);
  is_new ? graph.append_input(id, added) : graph.set_input(id, input, added);
}

}  // namespace

Calibrated restore_calibration(const Graph& prepared, const QuantConfig& config,
                               const LayerMethods& methods, Record record) {
  Calibrated result{prepared, config, std::move(record)};
  Graph& graph = result.graph;
  run_pass("insert_quant", graph, [&](Graph& each) { insert_quant(each, config, methods); });
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
    fake_quant_of(graph, node, 0).params = layer.activation;
    restore_params(layer.weight, layers[i], fake_quant_of(graph, node, 1).params.value());
  }
  return result;
}

ParameterSet changed_constants(const Graph& restored, const Graph& corrected) {
  const NodesByName nodes = nodes_by_name(restored);
  ParameterSet changed;
  for (NodeId id : topological_order(corrected)) {
    const Node& node = corrected.node(id);
    const auto match = nodes.find(node.name);
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      const Tensor* now = constant_of(corrected, node, i);
      if (now == nullptr) continue;
      const Tensor* before =
          match == nodes.end() ? nullptr : constant_of(restored, restored.node(match->second), i);
      const bool is_same = before != nullptr && before->dtype() == now->dtype() &&
                           bytes_of(*before) == bytes_of(*now);
      if (!is_same) changed.add(node.name + ":" + std::to_string(i), *now);
    }
  }
  return changed;
}

void restore_constants(Graph& graph, const ParameterSet& constants) {
  const NodesByName nodes = nodes_by_name(graph);
  for (const auto& [name, tensor] : constants.entries()) {
    const size_t colon = name.rfind(':');
    if (colon == std::string::npos || colon + 2 != name.size()) fail_no_place(constants, name);
    const auto node = nodes.find(name.substr(0, colon));
    const auto input = static_cast<size_t>(name.back() - '0');
    if (node == nodes.end() || input > graph.node(node->second).inputs.size()) {
      fail_no_place(constants, name);
    }
    restore_constant(graph, node->second, input, tensor);
  }
}

std::string_view bytes_of(const Tensor& tensor) {
  return {static_cast<const char*>(tensor.raw()), static_cast<size_t>(tensor.byte_size())};
}

std::string digest_of(const Graph& graph) {
  Sha256 digest;
  for (NodeId id : topological_order(graph)) {
    const Node& node = graph.node(id);
    digest.add(node.name + " " + std::string(name_of(node.kind)) + "\n");
    for (ValueId input : node.inputs) {
      const auto& constant = graph.value(input).constant;
      if (!constant) continue;
      digest.add(bytes_of(*constant));
    }
  }
  return digest.hex();
}

}  // namespace msquant
