#include "formats/air/air_writer.h"

#include <set>
#include <utility>

#include "base/error.h"
#include "formats/air/air_builder.h"
#include "formats/air/air_file.h"
#include "formats/air/air_ops.h"
#include "formats/message_file.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

using ge::proto::ModelDef;

// What MindSpore's own exporter leaves at zero, for the compiler to fill in.
void add_model_attributes(ModelDef* model) {
  model->set_version(1);
  auto& attributes = *model->mutable_attr();
  for (const char* name :
       {"memory_size", "p2p_memory_size", "stream_num", "event_num", "label_num", "weight_size"}) {
    attributes[name] = int_attribute(0);
  }
  attributes["target_type"] = string_attribute("MINI");
}

void add_outputs(AirBuilder& builder) {
  const Graph& graph = builder.graph();
  std::set<std::string> seen;
  for (ValueId id : graph.outputs()) {
    AirValue value = builder.value(id);
    // Loaders of 2020 refuse an operator that no other one is linked to.
    if (graph.value(id).constant) {
      value = builder.add_op("Identity", graph.value(id).name, {value}, {}, {value.type});
    }
    if (!seen.insert(value.source).second) {
      throw Error(ErrorKind::kUnsupported, "AIR cannot express an output",
                  "output '" + graph.value(id).name + "'",
                  "it is listed twice, and GE would merge the two into one");
    }
    builder.add_graph_output(value);
  }
}

ModelDef empty_model(const std::string& graph) {
  ModelDef model;
  add_model_attributes(&model);
  require_utf8("graph", graph);
  model.add_graph()->set_name(graph.empty() ? "graph" : graph);
  return model;
}

void add_operators(AirBuilder& builder) {
  const Graph& graph = builder.graph();
  int64_t index = 0;
  for (ValueId id : graph.inputs()) {
    builder.set_value(id, builder.add_data(graph.value(id).name, graph.value(id).type, index++));
  }
  for (NodeId id : topological_order(graph)) write_node(builder, graph.node(id));
  add_outputs(builder);
}

// What the constants of the file take. In ptq_quant's chain a weight may have offsets of its size.
int64_t written_constant_bytes(const Graph& graph, AirStyle style) {
  return constant_bytes(graph) * (style == AirStyle::kPtqQuant ? 2 : 1);
}

}  // namespace

void write_air(const Graph& graph, const std::filesystem::path& path, const AirOptions& options) {
  AirWeights weights(path);
  const bool apart = written_constant_bytes(graph, options.style) > options.most_constant_bytes;
  ModelDef model = empty_model(graph.name());
  AirBuilder builder(graph, options.style, model.mutable_graph(0), apart ? &weights : nullptr);
  add_operators(builder);
  weights.write();
  write_air_file(std::move(model), builder.constants(), path);
}

}  // namespace msquant
