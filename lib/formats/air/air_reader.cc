#include "formats/air/air_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "formats/air/air_links.h"
#include "formats/air/air_model.h"
#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

using ge::proto::GraphDef;
using ge::proto::OpDef;

[[noreturn]] void refuse(const std::string& because, const std::string& node = {}) {
  throw Error(ErrorKind::kModel, "the file is not a valid AIR model",
              node.empty() ? "" : "node '" + node + "'", because);
}

AirLinks require_links(const GraphDef& graph) {
  std::vector<AirProblem> problems;
  AirLinks links = resolve_links(graph, &problems);
  if (!problems.empty()) refuse(problems[0].rule, problems[0].node);
  return links;
}

// Data operators by their attribute `index`; the first one listed goes first among equals.
void add_inputs(AirImport& import) {
  std::vector<std::pair<int64_t, int>> data;
  for (int i = 0; i < import.file.op_size(); ++i) {
    const OpDef& op = import.file.op(i);
    if (op.type() != "Data") continue;
    const OpAttributes attributes(op, *find_prototype("Data"));
    data.emplace_back(attributes.get_int("index"), i);
  }
  std::sort(data.begin(), data.end());
  for (const auto& [index, i] : data) {
    const OpDef& op = import.file.op(i);
    if (op.input_desc_size() == 0) refuse("Data has no input descriptor", op.name());
    import.results[i] = {import.graph.add_input(
        op.name(), read_type(op.input_desc(0), "node '" + op.name() + "' (Data)"))};
  }
}

void add_nodes(AirImport& import) {
  const std::vector<int> order = sorted_operators(import.links);
  if (order.size() < static_cast<size_t>(import.file.op_size()))
    refuse("its operators form a cycle");
  for (int i : order) {
    const OpDef& op = import.file.op(i);
    if (op.type() == "Data" || op.type() == "NetOutput") continue;
    const GePrototype* prototype = find_prototype(op.type());
    if (prototype == nullptr) {
      throw Error(ErrorKind::kUnsupported, "unknown operator",
                  "node '" + op.name() + "' (" + op.type() + ")",
                  "msquant does not know operators of this type");
    }
    AirNode node(import, i, *prototype);
    std::vector<ValueId> results{read_node(node)};
    results.insert(results.end(), node.more_results.begin(), node.more_results.end());
    import.results[i] = std::move(results);
  }
}

// The outputs are the inputs of NetOutput, if there is one, and else those that the graph lists.
std::vector<AirLink> output_links(const AirImport& import) {
  for (int i = 0; i < import.file.op_size(); ++i) {
    if (import.file.op(i).type() == "NetOutput") return import.links.inputs[static_cast<size_t>(i)];
  }
  std::vector<AirLink> links;
  for (const std::string& text : import.file.output()) {
    const auto link = import.links.find(import.file, text);
    if (!link) refuse("the graph's output '" + text + "' does not exist");
    links.push_back(*link);
  }
  return links;
}

void set_outputs(AirImport& import) {
  std::vector<ValueId> outputs;
  for (const AirLink& link : output_links(import)) {
    const auto result = import.results.find(link.producer);
    const auto index = static_cast<size_t>(link.output);
    if (!link.is_linked() || result == import.results.end() || index >= result->second.size()) {
      refuse("an output of the graph is not an output of an operator that is read");
    }
    outputs.push_back(result->second[index]);
  }
  if (outputs.empty()) refuse("the graph has no output");
  import.graph.set_outputs(std::move(outputs));
}

Graph read_model(const std::filesystem::path& path) {
  const auto model = parse_air(path);
  if (model == nullptr) refuse("it does not parse as a GE model");
  if (model->graph_size() == 0) refuse("it holds no graph");
  const GraphDef& file = model->graph(0);
  AirImport import{model, file, require_links(file), Graph(file.name()), ExternalData(path), {}};
  add_inputs(import);
  add_nodes(import);
  set_outputs(import);
  return std::move(import.graph);
}

}  // namespace

Graph read_air(const std::filesystem::path& path) {
  try {
    return read_model(path);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kIo) throw;
    throw Error(error.kind(), error.message(),
                path.string() + (error.where().empty() ? "" : ": ") + error.where(),
                error.because(), error.hint());
  }
}

}  // namespace msquant
