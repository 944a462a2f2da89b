#include "formats/mindir/mindir_index.h"

#include <utility>

namespace msquant {
namespace {

// What follows is the name of a primitive in the table.
constexpr std::string_view kReference = "REF::";

bool is_reference(const std::string& op_type) {
  return op_type.compare(0, kReference.size(), kReference) == 0;
}

}  // namespace

MindirIndex::MindirIndex(const mind_ir::ModelProto& model, std::string path)
    : model_(model), path_(std::move(path)) {
  for (const auto& primitive : model_.primitives()) {
    primitives_.emplace(primitive.name(), &primitive);
  }
  for (const auto& input : graph().input()) claim(input.name(), "input");
  for (int i = 0; i < graph().parameter_size(); ++i) {
    claim(graph().parameter(i).name(), "parameter");
    parameters_[graph().parameter(i).name()] = i;
  }
  for (int i = 0; i < graph().node_size(); ++i) {
    const mind_ir::NodeProto& node = graph().node(i);
    if (node.output_size() != 1) {
      throw error(ErrorKind::kModel, describe(node),
                  "it has " + std::to_string(node.output_size()) + " results, expected 1");
    }
    claim(node.output(0), "node");
    nodes_[node.output(0)] = i;
    if (primitive_of(node) == "UpdateState") continue;
    for (const std::string& input : node.input()) ++readers_[input];
  }
}

void MindirIndex::claim(const std::string& name, const std::string& what) {
  if (name.empty()) throw error(ErrorKind::kModel, what, "it has no name");
  if (!claimed_.insert(name).second) {
    throw error(ErrorKind::kModel, what + " '" + name + "'", "two things have this name");
  }
}

std::optional<int> MindirIndex::find(const Positions& positions, const std::string& name) {
  const auto found = positions.find(name);
  return found == positions.end() ? std::nullopt : std::optional(found->second);
}

int MindirIndex::count_readers(const std::string& value) const {
  const auto found = readers_.find(value);
  return found == readers_.end() ? 0 : found->second;
}

std::string MindirIndex::primitive_of(const mind_ir::NodeProto& node) const {
  if (const auto* primitive = attributes_of(node)) return primitive->op_type();
  return is_reference(node.op_type()) ? node.op_type().substr(kReference.size()) : node.op_type();
}

const mind_ir::PrimitiveProto* MindirIndex::attributes_of(const mind_ir::NodeProto& node) const {
  if (!is_reference(node.op_type())) return nullptr;
  const auto found = primitives_.find(node.op_type().substr(kReference.size()));
  return found == primitives_.end() ? nullptr : found->second;
}

Error MindirIndex::error(ErrorKind kind, const std::string& item, const std::string& because,
                         const std::string& hint) const {
  return {kind, "cannot read MindIR file", path_ + ": " + item, because, hint};
}

std::string MindirIndex::describe(const mind_ir::NodeProto& node) const {
  return "node '" + display_name(node) + "' (" + primitive_of(node) + ")";
}

std::string display_name(const mind_ir::NodeProto& node) {
  if (!node.domain().empty()) return node.domain();
  if (!node.name().empty() || node.output().empty()) return node.name();
  return node.output(0);
}

}  // namespace msquant
