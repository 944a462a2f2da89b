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
  Inserter(Graph& graph, std::string source) : graph_(graph), source_(std::move(source)) {
    for (NodeId id : graph.node_ids()) nodes_.emplace(graph.node(id).name, id);
  }

  void insert(const std::string& layer) {
    const NodeId id = find(layer);
    const Node& node = graph_.node(id);
    const ValueId x = node.inputs[0], weight = node.inputs[1];
    const int axis = output_channel_axis(node);
    graph_.set_input(id, 0, fake_quant(x, layer + ".input_quant", {}));
    const Value& value = graph_.value(weight);
    const QuantParams params = weight_params(value.constant->to_float32(), axis, value.name);
    graph_.set_input(id, 1, fake_quant(weight, layer + ".weight_quant", params));
  }

 private:
  NodeId find(const std::string& layer) const {
    const auto found = nodes_.find(layer);
    if (found == nodes_.end()) {
      throw Error(ErrorKind::kConfig, "cannot quantize layer '" + layer + "'", source_,
                  "the model has no layer of this name", did_you_mean(layer, layer_names()));
    }
    const std::string reason = reason_not_quantizable(graph_, graph_.node(found->second));
    if (!reason.empty()) {
      throw Error(ErrorKind::kConfig, "cannot quantize layer '" + layer + "'", source_, reason,
                  "set its \"quant\" to false");
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

  // The FakeQuant of `value`: one for all its consumers that quantize it along the same axis.
  ValueId fake_quant(ValueId value, const std::string& name, std::optional<QuantParams> params) {
    const int axis = params ? params->axis : -1;
    ValueId& result = quantized_.emplace(std::pair(value, axis), kNoId).first->second;
    if (result == kNoId) {
      result =
          graph_.add_node(OpKind::kFakeQuant, name, FakeQuantAttrs{std::move(params)}, {value});
    }
    return result;
  }

  Graph& graph_;
  const std::string source_;  // of the configuration
  std::unordered_map<std::string, NodeId> nodes_;
  std::map<std::pair<ValueId, int>, ValueId> quantized_;  // by value and axis
};

}  // namespace

void insert_quant(Graph& graph, const QuantConfig& config) {
  Inserter inserter(graph, config.source);
  for (const LayerChoice& layer : config.layers) {
    if (layer.quant) inserter.insert(layer.name);
  }
}

}  // namespace msquant
