#include "analyze/layer_errors.h"

#include <algorithm>
#include <utility>

#include "analyze/variant.h"
#include "graph/shape_inference.h"

namespace msquant {
namespace {

// End to end, so many layers share a forward pass of the float model, and are compiled at once.
constexpr size_t kLayersAtOnce = 16;

struct SourceForm {
  const char* name;
  LayerForm form;
};

constexpr SourceForm kSources[] = {{"weights only", LayerForm::kWeights},
                                   {"activations only", LayerForm::kActivations},
                                   {"both", LayerForm::kIntegers}};

size_t slot_of(size_t layer, View view) { return kViewCount * layer + static_cast<size_t>(view); }

bool is_wanted(const AnalyzeOptions& options, View view) {
  return std::find(options.views.begin(), options.views.end(), view) != options.views.end();
}

Graph single_image_graph(const Graph& prepared) {
  Graph graph = prepared;
  set_batch_size(graph, 1);
  return graph;
}

std::vector<std::string> names_of(const Record& record) {
  std::vector<std::string> names;
  for (const LayerRecord& layer : record.layers) names.push_back(layer.layer);
  return names;
}

// Pairs the outputs of the network with what they become.
void add_output_pairs(CompareRequest& request, size_t slot, const ValueMap& changes) {
  for (ValueId output : request.graph.outputs()) {
    const auto changed = changes.find(output);
    request.pairs.push_back({slot, output, changed == changes.end() ? output : changed->second});
  }
}

}  // namespace

CompareRequest request_at_layers(const Graph& prepared, const Graph& integers, const Record& record,
                                 const AnalyzeOptions& options) {
  CompareRequest request{single_image_graph(prepared), {}, kViewCount * record.layers.size(), {}};
  Graph& graph = request.graph;
  VariantBuilder builder(graph, integers, record);
  const std::vector<std::string> names = names_of(record);
  ValueMap integer_values;
  if (is_wanted(options, View::kAccumulated) || options.sources) {
    integer_values = builder.add(graph, "accumulated", names, LayerForm::kIntegers);
  }
  for (size_t i = 0; i < names.size(); ++i) {
    const Node& node = graph.node(graph.find_node(names[i]));
    const ValueId output = node.outputs[0];
    request.clippings[node.inputs[0]].params = record.layers[i].activation;
    if (is_wanted(options, View::kIsolated)) {
      const ValueId alone = builder.add_alone(graph, "isolated", names[i]);
      request.pairs.push_back({slot_of(i, View::kIsolated), output, alone});
    }
    if (is_wanted(options, View::kAccumulated)) {
      request.pairs.push_back({slot_of(i, View::kAccumulated), output, integer_values.at(output)});
    }
  }
  if (!options.sources) return request;
  for (const SourceForm& source : kSources) {
    add_output_pairs(request, request.slots++,
                     source.form == LayerForm::kIntegers
                         ? integer_values
                         : builder.add(graph, source.name, names, source.form));
  }
  return request;
}

CompareRequest request_at_outputs(const Graph& prepared, const Graph& integers,
                                  const Record& record, size_t begin, size_t end) {
  CompareRequest request{single_image_graph(prepared), {}, kViewCount * record.layers.size(), {}};
  VariantBuilder builder(request.graph, integers, record);
  for (size_t i = begin; i < end; ++i) {
    const std::string& layer = record.layers[i].layer;
    add_output_pairs(request, slot_of(i, View::kEndToEnd),
                     builder.add(request.graph, layer, {layer}, LayerForm::kIntegers));
  }
  return request;
}

LayerErrors analyze(const Graph& prepared, const Graph& integers, const Record& record,
                    const SampleSource& samples, const AnalyzeOptions& options, Events& events) {
  LayerErrors result;
  const CompareRequest request = request_at_layers(prepared, integers, record, options);
  const CompareResult compared = compare(request, *samples(), options.threads, "analyze", events);
  result.images = compared.images;
  for (size_t i = 0; i < record.layers.size(); ++i) {
    const Node& node = request.graph.node(request.graph.find_node(record.layers[i].layer));
    LayerError error{node.name, node.kind, {}, compared.clippings.at(node.inputs[0])};
    for (View view : {View::kIsolated, View::kAccumulated}) {
      if (!is_wanted(options, view)) continue;
      error.views[static_cast<size_t>(view)] = compared.deviations[slot_of(i, view)];
    }
    result.layers.push_back(std::move(error));
  }
  for (size_t slot = kViewCount * record.layers.size(); slot < request.slots; ++slot) {
    result.sources.push_back({kSources[result.sources.size()].name, compared.deviations[slot]});
  }
  if (!is_wanted(options, View::kEndToEnd)) return result;
  for (size_t begin = 0; begin < record.layers.size(); begin += kLayersAtOnce) {
    const size_t end = std::min(begin + kLayersAtOnce, record.layers.size());
    const CompareResult at_outputs =
        compare(request_at_outputs(prepared, integers, record, begin, end), *samples(),
                options.threads, "layers " + std::to_string(begin + 1), events);
    for (size_t i = begin; i < end; ++i) {
      result.layers[i].views[static_cast<size_t>(View::kEndToEnd)] =
          at_outputs.deviations[slot_of(i, View::kEndToEnd)];
    }
  }
  return result;
}

}  // namespace msquant
