#include <algorithm>
#include <set>
#include <utility>

#include "formats/air/air_check_rules.h"

namespace msquant {
namespace {

using ge::proto::GraphDef;
using ge::proto::ModelDef;
using ge::proto::OpDef;
using Problems = std::vector<AirProblem>;

bool has_type(const GraphDef& graph, const char* type) {
  return std::any_of(graph.op().begin(), graph.op().end(),
                     [&](const OpDef& op) { return op.type() == type; });
}

// ATC of 2020 takes inputs in the order of the file and newer ones renumber them by it, so an index
// that differs from the position means another input than the author thought.
void check_inputs(const GraphDef& graph, const AirLinks& links, Problems* problems) {
  int64_t position = 0;
  for (const OpDef& op : graph.op()) {
    if (op.type() != "Data") continue;
    const auto index = op.attr().find("index");
    if (index == op.attr().end()) {
      problems->push_back({op.name(), "Data has no attribute 'index'"});
    } else if (index->second.i() != position) {
      problems->push_back({op.name(), "its index is " + std::to_string(index->second.i()) +
                                          " but it is input number " + std::to_string(position)});
    }
    ++position;
    if (op.input_desc_size() == 0) {
      problems->push_back({op.name(), "Data has no input descriptor to take the shape from"});
    }
  }
  for (const std::string& text : graph.input()) {
    if (!links.find(graph, text)) {
      problems->push_back({"", "the graph's input '" + text + "' does not exist"});
    }
  }
}

void check_outputs(const GraphDef& graph, const AirLinks& links, Problems* problems) {
  if (graph.output_size() == 0 && !has_type(graph, "NetOutput")) {
    problems->push_back({"", "the graph has no output"});
  }
  std::set<std::pair<int, int>> seen;
  for (const std::string& text : graph.output()) {
    const auto link = links.find(graph, text);
    if (!link) {
      problems->push_back({"", "the graph's output '" + text + "' does not exist"});
    } else if (!seen.emplace(link->producer, link->output).second) {
      problems->push_back({"", "the graph's output '" + text + "' is listed twice"});
    }
  }
}

void check_order(const GraphDef& graph, const AirLinks& links, Problems* problems) {
  if (sorted_operators(links).size() < static_cast<size_t>(graph.op_size())) {
    problems->push_back({"", "the operators form a cycle"});
  }
  std::vector<bool> waits(static_cast<size_t>(graph.op_size()), false);
  for (const auto& consumers : links.consumers) {
    for (int consumer : consumers) waits[static_cast<size_t>(consumer)] = true;
  }
  for (int i = 0; i < graph.op_size(); ++i) {
    const auto at = static_cast<size_t>(i);
    if (!waits[at] && links.consumers[at].empty() && graph.op(i).type() != "Data") {
      problems->push_back({graph.op(i).name(), "it is linked to nothing"});
    }
  }
}

void check_subgraphs(const ModelDef& model, Problems* problems) {
  std::set<std::string> names;
  for (int i = 1; i < model.graph_size(); ++i) names.insert(model.graph(i).name());
  for (const OpDef& op : model.graph(0).op()) {
    for (const std::string& name : op.subgraph_name()) {
      if (names.count(name) == 0) {
        problems->push_back({op.name(), "its subgraph '" + name + "' is not in the file"});
      }
    }
  }
}

}  // namespace

void check_graph(const ModelDef& model, const AirLinks& links, Problems* problems) {
  const GraphDef& graph = model.graph(0);
  if (graph.op_size() == 0) problems->push_back({"", "the graph has no operators"});
  check_inputs(graph, links, problems);
  check_outputs(graph, links, problems);
  check_order(graph, links, problems);
  check_subgraphs(model, problems);
}

}  // namespace msquant
