// A float graph beside itself with some layers quantized: whatever is equal in both is computed
// once.
//
//   Graph graph = prepared;
//   const VariantBuilder builder(graph, integers, record);
//   const ValueMap other = builder.add(graph, "conv2 alone", {"conv2"}, LayerForm::kIntegers);
//   // other.at(y) is what the value y of the float model becomes; values it lacks do not change.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "quant/record.h"

namespace msquant {

// What of a layer is quantized.
enum class LayerForm {
  kIntegers,     // all of it, with exactly the integers that are exported
  kWeights,      // the weight only, simulated in float
  kActivations,  // the input only, simulated in float
};

// Values of the float model → values of a variant.
using ValueMap = std::map<ValueId, ValueId>;

class VariantBuilder {
 public:
  // `graph` is a prepared float model to which variants will be added; `integers` is the same model
  // with its layers lowered, `record` their parameters. Both must outlive the builder.
  VariantBuilder(const Graph& graph, const Graph& integers, const Record& record);

  // Adds to `graph` everything that changes when `layers` (a part of the record's) are quantized.
  // `name` is unique among the variants of the graph.
  ValueMap add(Graph& graph, const std::string& name, const std::vector<std::string>& layers,
               LayerForm form);

  // Adds one quantized layer alone, fed with its float input; returns its output.
  ValueId add_alone(Graph& graph, const std::string& name, const std::string& layer);

 private:
  struct Layer {
    NodeId node;      // in the float graph
    NodeId integers;  // the lowered one
    const LayerRecord* record;
  };

  ValueId add_layer(Graph& graph, const std::string& name, const Layer& layer, ValueId x,
                    LayerForm form);
  ValueId add_integers(Graph& graph, const std::string& name, const Layer& layer, ValueId x);
  ValueId constant(Graph& graph, ValueId id);

  const Graph& integers_;
  std::vector<NodeId> order_;  // of the float model
  std::map<std::string, Layer> layers_;
  ValueMap constants_;  // of `integers_` → of the graph
};

}  // namespace msquant
