#include "formats/mindir/mindir_writer.h"

#include <string>

#include "base/error.h"
#include "formats/message_file.h"
#include "formats/mindir/mindir_builder.h"
#include "formats/mindir/mindir_write_ops.h"
#include "graph/traversal.h"
#include "mind_ir.pb.h"

namespace msquant {
namespace {

// MindSpore puts larger parameters into files of their own.
constexpr int64_t kMaxBytes = int64_t{1} << 30;

void require_size(const Graph& graph, const std::filesystem::path& path) {
  const int64_t bytes = constant_bytes(graph);
  if (bytes <= kMaxBytes) return;
  throw Error(ErrorKind::kUnsupported, "the model is too large for a MindIR file", path.string(),
              "its constants take " + std::to_string(bytes) + " bytes, more than 1 GiB",
              "quantize more layers");
}

}  // namespace

void write_mindir(const Graph& graph, const std::filesystem::path& path) {
  require_size(graph, path);
  mind_ir::ModelProto model;
  model.set_ir_version("1.1");
  model.set_producer_name(kMindirProducer);
  model.set_model_version("1");
  model.set_little_endian(true);
  model.set_mind_ir_version(3);
  model.mutable_graph()->set_name(graph.name().empty() ? "graph" : graph.name());
  MindirBuilder builder(graph, model.mutable_graph());
  for (NodeId id : topological_order(graph)) write_mindir_node(builder, graph.node(id));
  builder.set_outputs(graph.outputs());
  write_message(model, path, "MindIR");
}

}  // namespace msquant
