#include "pipeline/restore_calibration.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "graph/traversal.h"
#include "passes/channel_scales.h"
#include "passes/generate_config.h"
#include "passes/insert_quant.h"
#include "passes/pass.h"

namespace msquant {
namespace {

[[noreturn]] void fail_to_restore(const Record& record, const std::string& because) {
  throw Error(ErrorKind::kModel, "the record does not fit the model", record.source, because,
              "calibrate again");
}

[[noreturn]] void fail_count(const Record& record, const LayerRecord& layer, size_t expected,
                             const std::string& what, size_t found) {
  fail_to_restore(record, "layer '" + layer.layer + "' has " + std::to_string(expected) + what +
                              ", the record " + std::to_string(found));
}

// A record does not say along which axis a weight's scales lie; the FakeQuant knows. One scale
// stands for all channels.
QuantParams weight_params(const Record& record, const LayerRecord& layer, QuantParams params) {
  const size_t channels = params.scale.size(), recorded = layer.weight.scale.size();
  if (recorded == 1) {
    params.scale.assign(channels, layer.weight.scale[0]);
  } else if (recorded == channels) {
    params.scale = layer.weight.scale;
  } else {
    fail_count(record, layer, channels, " output channels", recorded);
  }
  return params;
}

// Gives the FakeQuants of a graph their recorded parameters.
class Restorer {
 public:
  explicit Restorer(Graph& graph) : graph_(graph) {}

  void restore(const Record& record, const LayerRecord& layer) {
    const NodeId id = graph_.find_node(layer.layer);
    set_params(id, 0, layer.activation);
    set_params(id, 1, weight_params(record, layer, *fake_quant(id, 1).params));
  }

 private:
  NodeId producer(NodeId layer, size_t input) const {
    return graph_.value(graph_.node(layer).inputs[input]).producer;
  }

  FakeQuantAttrs& fake_quant(NodeId layer, size_t input) {
    return graph_.node(producer(layer, input)).as<FakeQuantAttrs>();
  }

  // Layers that share a FakeQuant may have been recorded with different parameters.
  void set_params(NodeId layer, size_t input, const QuantParams& params) {
    const NodeId shared = producer(layer, input);
    if (filled_.insert(shared).second) {
      fake_quant(layer, input).params = params;
    } else if (!(fake_quant(layer, input).params == params)) {
      const std::string name = graph_.node(layer).name + (input == 0 ? ".input" : ".weight");
      graph_.set_input(layer, input,
                       graph_.add_node(OpKind::kFakeQuant, name + "_quant", FakeQuantAttrs{params},
                                       {graph_.node(shared).inputs[0]}));
    }
  }

  Graph& graph_;
  std::set<NodeId> filled_;
};

void restore_balance(Graph& graph, const Record& record) {
  for (const LayerRecord& layer : record.layers) {
    const NodeId id = graph.find_node(layer.layer);
    const bool is_layer = id != kNoId && reason_not_quantizable(graph, graph.node(id)).empty();
    if (layer.balance.empty() || !is_layer) continue;  // insert_quant() says what is wrong
    const auto channels = static_cast<size_t>(input_channels(graph, graph.node(id)));
    if (channels != layer.balance.size()) {
      fail_count(record, layer, channels, " input channels", layer.balance.size());
    }
    balance_input(graph, id, layer.balance);
  }
}

void require_same_layers(const QuantConfig& config, const Record& record) {
  const std::vector<std::string> layers = config.quantized_layers();
  if (layers.size() != record.layers.size()) {
    fail_to_restore(record, "it is of " + std::to_string(record.layers.size()) +
                                " layers, quant_config.json of " + std::to_string(layers.size()));
  }
  for (size_t i = 0; i < layers.size(); ++i) {
    const std::string& recorded = record.layers[i].layer;
    if (recorded != layers[i]) {
      fail_to_restore(record, "'" + recorded + "' is not '" + layers[i] + "'");
    }
  }
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
  require_same_layers(config, result.record);
  run_pass("dmq", graph, [&](Graph& each) { restore_balance(each, result.record); });
  run_pass("insert_quant", graph, [&](Graph& each) { insert_quant(each, config, methods); });
  Restorer restorer(graph);
  for (const LayerRecord& layer : result.record.layers) restorer.restore(result.record, layer);
  return result;
}

Calibrated restore_calibration(const Graph& prepared, Record record) {
  QuantConfig config;
  config.source = record.source;
  for (const LayerRecord& layer : record.layers) config.layers.push_back({layer.layer, true});
  return restore_calibration(prepared, config, {}, std::move(record));
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
