// Builds the GraphProto of an ONNX file operator by operator: unique names, initializers, nodes.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "formats/onnx/onnx_names.h"
#include "graph/graph.h"

namespace msquant {

using OnnxAttributes = std::vector<onnx::AttributeProto>;

onnx::AttributeProto onnx_attribute(const char* name, int64_t value);
onnx::AttributeProto onnx_attribute(const char* name, float value);
onnx::AttributeProto onnx_attribute(const char* name, const char* value);
onnx::AttributeProto onnx_attribute(const char* name, const std::vector<int64_t>& values);

class OnnxBuilder {
 public:
  // Writes into `out`, which must outlive the builder, as must `graph`.
  OnnxBuilder(const Graph& graph, int64_t opset, onnx::GraphProto* out)
      : graph_(graph), opset_(opset), out_(out) {}

  const Graph& graph() const { return graph_; }
  int64_t opset() const { return opset_; }

  // All inputs come before the first operator, all outputs after the last. Between inputs and
  // operators the names of the outputs are reserved, so that nothing else takes them.
  void add_input(ValueId id);
  void reserve_output_names();
  void add_output(size_t i);

  // Each returns the name of the tensor that it adds: `name`, numbered if that is taken.
  std::string add_constant(const std::string& name, const Tensor& tensor);
  // An input of no name is left out.
  std::string add_node(const char* op_type, const std::string& name,
                       const std::vector<std::string>& inputs,
                       const OnnxAttributes& attributes = {});

  // The names of the tensors that have been written for values. A constant is written when it is
  // first asked for.
  std::string value(ValueId id);
  std::vector<std::string> values(const std::vector<ValueId>& ids);
  void set_value(ValueId id, std::string name) { written_[id] = std::move(name); }

 private:
  std::string claim(const std::string& name);
  void rename_tensor(const std::string& from, const std::string& to);

  const Graph& graph_;
  const int64_t opset_;
  onnx::GraphProto* out_;
  OnnxNames names_;
  std::unordered_map<ValueId, std::string> written_;
  std::vector<std::string> output_names_;  // "" for an output that is called as its value
  std::unordered_set<std::string> outputs_;
};

}  // namespace msquant
