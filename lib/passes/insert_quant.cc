#include "passes/insert_quant.h"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/suggest.h"
#include "passes/generate_config.h"
#include "passes/quantized_layers.h"
#include "quant/weight_quant.h"

namespace msquant {
namespace {

class Inserter {
 public:
  Inserter(Graph& graph, const QuantConfig& config, const LayerMethods& global)
      : graph_(graph), config_(config), global_(global) {
    for (NodeId id : graph.node_ids()) nodes_.emplace(graph.node(id).name, id);
  }

  void insert(const LayerChoice& layer) {
    const NodeId id = find(layer.name);
    const Node& node = graph_.node(id);
    const LayerMethods methods = config_.methods_of(layer, layer_type_of(node.kind), global_);
    graph_.set_input(id, 0, quantized_activation(node.inputs[0], layer.name, methods.activation));
    graph_.set_input(id, 1, quantized_weight(node, methods.weight));
  }

  ActivationMethods methods() && { return std::move(methods_); }

 private:
  NodeId find(const std::string& layer) const {
    const auto found = nodes_.find(layer);
    if (found == nodes_.end()) {
      throw Error(ErrorKind::kConfig, "cannot quantize layer '" + layer + "'", config_.source,
                  "the model has no layer of this name", did_you_mean(layer, layer_names()));
    }
    const std::string reason = reason_not_quantizable(graph_, graph_.node(found->second));
    if (!reason.empty()) {
      throw Error(ErrorKind::kConfig, "cannot quantize layer '" + layer + "'", config_.source,
                  reason, "set its \"quant\" to false");
    }
    return found->second;
  }

  std::vector<std::string> layer_names() const {
    std::vector<std::string> names;
    for (NodeId id : graph_.node_ids()) {
      if (reason_not_quantizable(graph_, graph_.node(id)).empty()) {
        names.push_back(graph_.node(id).name);
      }
    }
    return names;
  }

  ValueId quantized_activation(ValueId x, const std::string& layer,
                               const ActivationMethod& method) {
    for (const auto& [fake_quant, used] : by_input_[x]) {
      if (used == method) return fake_quant;
    }
    const ValueId result = add_fake_quant(layer + ".input_quant", {}, x);
    by_input_[x].emplace_back(result, method);
    methods_.emplace(graph_.value(result).producer, method);
    return result;
  }

  // Layers that share a weight share its FakeQuant if that comes to the same.
  ValueId quantized_weight(const Node& node, const WeightChoice& choice) {
    const Value& weight = graph_.value(node.inputs[1]);
    const QuantParams params = weight_params(weight.constant->to_float32(),
                                             output_channel_axis(node), weight.name, choice);
    for (const auto& [fake_quant, used] : by_weight_[node.inputs[1]]) {
      if (used == params) return fake_quant;
    }
    const ValueId result = add_fake_quant(node.name + ".weight_quant", params, node.inputs[1]);
    by_weight_[node.inputs[1]].emplace_back(result, params);
    return result;
  }

  ValueId add_fake_quant(const std::string& name, std::optional<QuantParams> params, ValueId x) {
    return graph_.add_node(OpKind::kFakeQuant, name, FakeQuantAttrs{std::move(params)}, {x});
  }

  Graph& graph_;
  const QuantConfig& config_;
  const LayerMethods& global_;
  std::unordered_map<std::string, NodeId> nodes_;
  // The FakeQuants of each value.
  std::map<ValueId, std::vector<std::pair<ValueId, ActivationMethod>>> by_input_;
  std::map<ValueId, std::vector<std::pair<ValueId, QuantParams>>> by_weight_;
  ActivationMethods methods_;
};

}  // namespace

ActivationMethods insert_quant(Graph& graph, const QuantConfig& config,
                               const LayerMethods& global) {
  Inserter inserter(graph, config, global);
  for (const LayerChoice& layer : config.layers) {
    if (layer.quant) inserter.insert(layer);
  }
  return std::move(inserter).methods();
}

}  // namespace msquant
