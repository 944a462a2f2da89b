#include "calibrate/correct_bias.h"

#include <utility>

#include "calibrate/output_errors.h"
#include "calibrate/own_errors.h"
#include "passes/quantized_layers.h"

namespace msquant {
namespace {

void shift_outputs(Graph& graph, const OutputErrors& errors) {
  const std::vector<NodeId> layers = last_quantized_layers(graph);
  for (size_t i = 0; i < layers.size(); ++i) {
    std::vector<float> bias = bias_of(graph, graph.node(layers[i]));
    for (size_t c = 0; c < bias.size(); ++c) {
      bias[c] = static_cast<float>(bias[c] + errors.means[i][c]);
    }
    set_bias(graph, layers[i], bias);
  }
}

}  // namespace

void correct_bias(const CorrectionContext& context) {
  Graph corrected = context.graph;
  take_off_own_errors(
      {corrected, context.reference, context.samples, context.threads, context.events});
  const std::vector<OutputErrors> errors =
      output_errors(context, {&context.graph, &corrected}, "bias");
  if (errors.empty()) return;  // the caller reports that no image was good
  const bool is_better = errors[1].noise < errors[0].noise;
  if (is_better) context.graph = std::move(corrected);
  shift_outputs(context.graph, errors[is_better ? 1 : 0]);
}

}  // namespace msquant
