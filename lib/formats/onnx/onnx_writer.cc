#include "formats/onnx/onnx_writer.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>

#include "base/error.h"
#include "formats/message_file.h"
#include "formats/onnx/onnx_builder.h"
#include "formats/onnx/onnx_parser.h"
#include "formats/onnx/onnx_write_ops.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

void require_opset(int64_t opset) {
  if (opset >= kOldestWrittenOpset && opset <= kNewestWrittenOpset) return;
  throw Error(ErrorKind::kUsage, "cannot write ONNX opset " + std::to_string(opset), "", "",
              "an opset from " + std::to_string(kOldestWrittenOpset) + " to " +
                  std::to_string(kNewestWrittenOpset));
}

// The newest version of the file format that every release which knows the opset can read.
int64_t ir_version_of(int64_t opset) {
  if (opset < 19) return 8;
  return opset < 21 ? 9 : 10;
}

onnx::ModelProto build_model(const Graph& graph, int64_t opset) {
  onnx::ModelProto model;
  model.set_ir_version(ir_version_of(opset));
  model.set_producer_name("msquant");
  auto* import = model.add_opset_import();
  import->set_domain("");
  import->set_version(opset);
  model.mutable_graph()->set_name(graph.name().empty() ? "graph" : graph.name());
  OnnxBuilder builder(graph, opset, model.mutable_graph());
  for (ValueId id : graph.inputs()) builder.add_input(id);
  builder.reserve_output_names();
  for (NodeId id : topological_order(graph)) write_onnx_node(builder, graph.node(id));
  for (size_t i = 0; i < graph.outputs().size(); ++i) builder.add_output(i);
  return model;
}

}  // namespace

void write_onnx(const Graph& graph, const std::filesystem::path& path, const OnnxOptions& options) {
  require_opset(options.opset);
  require_message_size(constant_bytes(graph), path, "ONNX");
  write_message(build_model(graph, options.opset), path, "ONNX");
}

bool is_written_onnx(const Graph& graph, const std::filesystem::path& path,
                     const OnnxOptions& options) {
  const onnx::ModelProto written = parse_onnx(*MappedFile::open(path));
  return google::protobuf::util::MessageDifferencer::Equals(written,
                                                            build_model(graph, options.opset));
}

}  // namespace msquant
