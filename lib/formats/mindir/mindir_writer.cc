#include "formats/mindir/mindir_writer.h"

#include <optional>

#include "formats/message_file.h"
#include "formats/mindir/mindir_builder.h"
#include "formats/mindir/mindir_data_file.h"
#include "formats/mindir/mindir_write_ops.h"
#include "graph/traversal.h"
#include "mind_ir.pb.h"

namespace msquant {

void write_mindir(const Graph& graph, const std::filesystem::path& path,
                  const MindirOptions& options) {
  std::optional<MindirDataFile> data;
  if (constant_bytes(graph) > options.max_inline_bytes) data.emplace(path);
  mind_ir::ModelProto model;
  model.set_ir_version("1.1");
  model.set_producer_name(kMindirProducer);
  model.set_model_version("1");
  model.set_little_endian(true);
  model.set_mind_ir_version(3);
  model.mutable_graph()->set_name(graph.name().empty() ? "graph" : graph.name());
  MindirBuilder builder(graph, model.mutable_graph(), data ? &*data : nullptr);
  for (NodeId id : topological_order(graph)) write_mindir_node(builder, graph.node(id));
  builder.set_outputs(graph.outputs());
  if (data) data->commit();
  write_message(model, path, "MindIR");
}

}  // namespace msquant
