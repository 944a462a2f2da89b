#include "passes/insert_quant.h"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/streams.h"
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

  void insert(int threads) {
    std::vector<Layer> layers;
    for (const LayerChoice& layer : config_.layers) {
      if (layer.quant) layers.push_back(chosen(layer));
    }
    run_shared(threads, layers.size(), [&](size_t i) { choose_weight_params(layers[i]); });
    for (Layer& layer : layers) {
      const Node& node = graph_.node(layer.id);
      graph_.set_input(layer.id, 0, quantized_activation(node, layer.methods.activation));
      graph_.set_input(layer.id, 1, quantized_weight(node, std::move(layer.weight)));
    }
  }

  ActivationMethods methods() && { return std::move(methods_); }

 private:
  struct Layer {
    NodeId id;
    LayerMethods methods;
    QuantParams weight;
  };

  Layer chosen(const LayerChoice& layer) const {
    const NodeId id = find(layer.name);
    return {id, config_.methods_of(layer, layer_type_of(graph_.node(id).kind), global_), {}};
  }

  void choose_weight_params(Layer& layer) const {
    const Node& node = graph_.node(layer.id);
    const Value& weight = graph_.value(node.inputs[1]);
    layer.weight = weight_params(weight.constant->to_float32(), output_channel_axis(node),
                                 weight.name, layer.methods.weight);
  }

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

  ValueId quantized_activation(const Node& node, const ActivationMethod& method) {
    const ValueId x = node.inputs[0];
    for (const auto& [fake_quant, used] : by_input_[x]) {
      if (used == method) return fake_quant;
    }
    const ValueId result = add_fake_quant(node.name + ".input_quant", {}, x);
    by_input_[x].emplace_back(result, method);
    methods_.emplace(graph_.value(result).producer, method);
    return result;
  }

  // Layers that share a weight share its FakeQuant if that comes to the same.
  ValueId quantized_weight(const Node& node, QuantParams params) {
    for (const auto& [fake_quant, used] : by_weight_[node.inputs[1]]) {
      if (used == params) return fake_quant;
    }
    const ValueId result = add_fake_quant(node.name + ".weight_quant", params, node.inputs[1]);
    by_weight_[node.inputs[1]].emplace_back(result, std::move(params));
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

ActivationMethods insert_quant(Graph& graph, const QuantConfig& config, const LayerMethods& global,
                               int threads) {
  Inserter inserter(graph, config, global);
  inserter.insert(threads);
  return std::move(inserter).methods();
}

}  // namespace msquant
