#include "formats/onnx/onnx_index.h"

#include <utility>

#include "formats/onnx/onnx_parser.h"

namespace msquant {

OnnxIndex::OnnxIndex(const onnx::ModelProto& model, std::string path)
    : model_(model), path_(std::move(path)), opset_(opset_of(model)) {
  for (int i = 0; i < graph().initializer_size(); ++i) {
    claim(graph().initializer(i).name(), "initializer");
    initializers_[graph().initializer(i).name()] = i;
  }
  for (const auto& input : graph().input()) {
    // Older files list every initializer among the inputs too.
    if (!find_initializer(input.name())) claim(input.name(), "input");
  }
  for (int i = 0; i < graph().node_size(); ++i) {
    const onnx::NodeProto& node = graph().node(i);
    for (int output = 0; output < node.output_size(); ++output) {
      if (node.output(output).empty()) continue;
      claim(node.output(output), "the result of " + describe(node));
      results_[node.output(output)] = {i, output};
    }
  }
}

void OnnxIndex::claim(const std::string& name, const std::string& what) {
  if (name.empty()) throw error(ErrorKind::kModel, what, "it has no name");
  if (!claimed_.insert(name).second) {
    throw error(ErrorKind::kModel, what, "another tensor has its name '" + name + "' already");
  }
}

std::optional<OnnxIndex::Result> OnnxIndex::find_result(const std::string& name) const {
  const auto found = results_.find(name);
  return found == results_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int> OnnxIndex::find_initializer(const std::string& name) const {
  const auto found = initializers_.find(name);
  return found == initializers_.end() ? std::nullopt : std::optional(found->second);
}

Error OnnxIndex::error(ErrorKind kind, const std::string& item, const std::string& because,
                       const std::string& hint) const {
  return {kind, "cannot read ONNX file", path_ + ": " + item, because, hint};
}

std::string OnnxIndex::describe(const onnx::NodeProto& node) {
  if (!node.name().empty()) return "node '" + node.name() + "' (" + node.op_type() + ")";
  const std::string result = node.output_size() > 0 ? node.output(0) : "";
  return "the node that makes '" + result + "' (" + node.op_type() + ")";
}

}  // namespace msquant
