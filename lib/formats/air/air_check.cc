#include "formats/air/air_check.h"

#include <algorithm>

#include "formats/air/air_check_rules.h"
#include "formats/air/air_model.h"

namespace msquant {
namespace {

// Problems of the file first, then node by node. Those of one node keep their order.
void sort_by_node(const AirLinks& links, std::vector<AirProblem>* problems) {
  const auto position = [&](const AirProblem& problem) {
    const auto found = links.by_name.find(problem.node);
    return found == links.by_name.end() ? -1 : found->second;
  };
  std::stable_sort(problems->begin(), problems->end(),
                   [&](const auto& a, const auto& b) { return position(a) < position(b); });
}

}  // namespace

std::vector<AirProblem> check_air(const std::filesystem::path& path) {
  const auto model = parse_air(path);
  if (model == nullptr) return {{"", "the file does not parse as a GE model"}};
  if (model->graph_size() == 0) return {{"", "the model holds no graph"}};
  const ge::proto::GraphDef& graph = model->graph(0);
  std::vector<AirProblem> problems;
  ExternalData external(path);
  const AirLinks links = resolve_links(graph, &problems);
  check_graph(*model, links, &problems);
  for (int i = 0; i < graph.op_size(); ++i) {
    check_operator(graph.op(i), links.inputs[static_cast<size_t>(i)], &problems);
    if (graph.op(i).type() == "Const") check_constant(graph.op(i), external, &problems);
  }
  sort_by_node(links, &problems);
  return problems;
}

}  // namespace msquant
