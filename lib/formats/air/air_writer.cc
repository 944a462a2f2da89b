#include "formats/air/air_writer.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <cstring>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "formats/air/air_builder.h"
#include "formats/air/air_ops.h"
#include "graph/traversal.h"

namespace msquant {
namespace {

using ge::proto::ModelDef;

// protobuf's limit for one message.
constexpr int64_t kMaxBytes = std::numeric_limits<int32_t>::max();

void require_size(int64_t bytes, const std::filesystem::path& path) {
  if (bytes <= kMaxBytes) return;
  throw Error(ErrorKind::kUnsupported, "the model is too large for an AIR file", path.string(),
              std::to_string(bytes) + " bytes, and a file holds less than 2 GiB",
              "quantize more layers");
}

int64_t constant_bytes(const Graph& graph) {
  int64_t total = 0;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    const Value& value = graph.value(id);
    if (value.constant && !value.users.empty()) total += value.constant->byte_size();
  }
  return total;
}

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

// Streams to the file, so that the weights are not in memory a second time as a string.
void serialize(const ModelDef& model, const std::filesystem::path& path) {
  AtomicFile file(path);
  google::protobuf::io::FileOutputStream stream(file.descriptor());
  {
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    model.SerializeToCodedStream(&coded);
  }
  if (!stream.Flush()) {
    throw Error(ErrorKind::kIo, "cannot write file", path.string(),
                std::strerror(stream.GetErrno()), "check the free space of the disk");
  }
  file.commit();
}

}  // namespace

void write_air(const Graph& graph, const std::filesystem::path& path, const AirOptions& options) {
  require_size(constant_bytes(graph), path);
  const ModelDef model = build_model(graph, options.style);
  require_size(static_cast<int64_t>(model.ByteSizeLong()), path);
  serialize(model, path);
}

}  // namespace msquant
