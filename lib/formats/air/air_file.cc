#include "formats/air/air_file.h"

#include <utility>

#include "base/files.h"
#include "formats/message_file.h"
#include "formats/wire_message.h"

namespace msquant {
namespace {

using ge::proto::AttrDef;
using ge::proto::GraphDef;
using ge::proto::ModelDef;
using ge::proto::OpDef;
using ge::proto::TensorDef;

// An entry of a map is a message of these two fields.
enum MapField { kKey = 1, kValue = 2 };

WireMessage value_attribute(const AirConstant& constant) {
  WireMessage desc, tensor, attribute, entry;
  desc.add(constant.desc);
  tensor.add(TensorDef::kDescFieldNumber, std::move(desc));
  tensor.add(TensorDef::kDataFieldNumber, {static_cast<const char*>(constant.elements.raw()),
                                           static_cast<size_t>(constant.elements.byte_size())});
  attribute.add(AttrDef::kTFieldNumber, std::move(tensor));
  entry.add(kKey, "value");
  entry.add(kValue, std::move(attribute));
  return entry;
}

WireMessage wire_graph(GraphDef* graph, const std::vector<AirConstant>& constants) {
  google::protobuf::RepeatedPtrField<OpDef> ops;
  ops.Swap(graph->mutable_op());
  WireMessage result;
  result.add(*graph);
  auto constant = constants.begin();
  for (int i = 0; i < ops.size(); ++i) {
    WireMessage op;
    op.add(ops[i]);
    if (constant != constants.end() && constant->op == i) {
      op.add(OpDef::kAttrFieldNumber, value_attribute(*constant++));
    }
    result.add(GraphDef::kOpFieldNumber, std::move(op));
  }
  return result;
}

}  // namespace

void write_air_file(ModelDef model, const std::vector<AirConstant>& constants,
                    const std::filesystem::path& path) {
  GraphDef graph = std::move(*model.mutable_graph(0));
  model.clear_graph();
  WireMessage message;
  message.add(model);
  message.add(ModelDef::kGraphFieldNumber, wire_graph(&graph, constants));
  require_message_size(static_cast<int64_t>(message.byte_size()), path, "AIR");
  AtomicFile file(path);
  message.write(file);
  file.commit();
}

}  // namespace msquant
