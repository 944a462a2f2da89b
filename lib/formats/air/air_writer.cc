#include "formats/air/air_writer.h"

#include <set>

#include "base/error.h"
#include "formats/air/air_builder.h"
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
    const AirValue value = builder.value(id);
    if (!seen.insert(value.source).second) {
      throw Error(ErrorKind::kUnsupported, "AIR cannot express an output",
                  "output '" + graph.value(id).name + "'",
                  "it is listed twice, and GE would merge the two into one");
    }
    builder.add_graph_output(value);
  }
}

ModelDef build_model(const Graph& graph, AirStyle style) {
  ModelDef model;
  add_model_attributes(&model);
  model.add_graph()->set_name(graph.name().empty() ? "graph" : graph.name());
  AirBuilder builder(graph, style, model.mutable_graph(0));
  int64_t index = 0;
  for (ValueId id : graph.inputs()) {
    builder.set_value(id, builder.add_data(graph.value(id).name, graph.value(id).type, index++));
  }
  for (NodeId id : topological_order(graph)) write_node(builder, graph.node(id));
  add_outputs(builder);
  return model;
}

}  // namespace

void write_air(const Graph& graph, const std::filesystem::path& path, const AirOptions& options) {
  require_message_size(constant_bytes(graph), path, "AIR");
  write_message(build_model(graph, options.style), path, "AIR");
}

}  // namespace msquant
