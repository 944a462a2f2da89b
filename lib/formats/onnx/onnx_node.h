// One operator of an ONNX file while it is lowered: its inputs, its settings wherever they are
// written, and the way to add the operators of ours that stand for it.
#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>
#include <vector>

#include "formats/onnx/onnx_index.h"
#include "formats/onnx/onnx_names.h"
#include "graph/graph.h"

namespace msquant {

// What a name of the file stands for: a tensor that the graph computes, or one that is known now
// (a literal), which enters the graph when an operator of ours first uses it.
struct OnnxOperand {
  std::string name;
  std::optional<Tensor> literal;
  ValueId value = kNoId;

  static OnnxOperand of(ValueId value) { return {{}, {}, value}; }
  static OnnxOperand of(Tensor literal) { return {{}, std::move(literal), kNoId}; }
};

// A setting of an operator. In older opsets it is the attribute of that name, in newer ones the
// input of that index.
struct OnnxSetting {
  const char* name;
  size_t input = static_cast<size_t>(-1);  // by default it is an attribute only
};

class OnnxNode {
 public:
  // An input that the node leaves out is null.
  OnnxNode(const onnx::NodeProto& proto, const OnnxIndex& index, std::vector<OnnxOperand*> inputs,
           Graph& graph, OnnxNames& names);

  const onnx::NodeProto& proto() const { return proto_; }
  int64_t opset() const { return index_.opset(); }
  size_t input_count() const { return inputs_.size(); }
  bool has(size_t i) const { return i < inputs_.size() && inputs_[i] != nullptr; }

  // Input `i`. Throws Error(kModel) if there is none.
  const OnnxOperand& operand(size_t i) const;
  TensorType type(size_t i) const;
  const Shape& shape(size_t i) const;
  int64_t rank(size_t i) const { return static_cast<int64_t>(shape(i).size()); }
  // The type of what the node has added.
  const TensorType& type_of(const OnnxOperand& added) const {
    return graph_.value(added.value).type;
  }
  // The input as a value of the graph; a literal becomes a constant.
  ValueId value(size_t i);
  // The input's elements if they are known now, or nullptr.
  const Tensor* literal(size_t i) const;
  // Whether there are inputs and all of them are literals.
  bool is_foldable() const;

  // The attribute of that name, or nullptr.
  const onnx::AttributeProto* attribute(const char* name) const;
  // Settings; nothing if the file does not have it. Throws Error(kModel) if it is of another type,
  // Error(kUnsupported) if the graph computes it.
  std::optional<int64_t> integer(OnnxSetting setting) const;
  std::optional<float> real(OnnxSetting setting) const;
  std::optional<std::string> text(const char* name) const;
  std::optional<std::vector<int64_t>> integers(OnnxSetting setting) const;
  std::optional<std::vector<float>> reals(OnnxSetting setting) const;
  std::optional<Tensor> tensor(const char* name) const;
  bool is_true(OnnxSetting setting) const { return integer(setting).value_or(0) != 0; }

  // Axes counted from the front; a negative one counts from the back of `rank` dimensions. Throws
  // Error(kModel) if one is out of range or, among several, given twice.
  int64_t normalize_axis(int64_t axis, int64_t rank) const;
  std::vector<int64_t> normalize_axes(std::vector<int64_t> axes, int64_t rank) const;

  // Adds an operator. A layer is named after its constant weight if that tells, everything else
  // after the node.
  OnnxOperand add_layer(OpKind kind, Attributes attributes, std::vector<ValueId> inputs);
  OnnxOperand add_op(OpKind kind, Attributes attributes, std::vector<ValueId> inputs);
  // Adds an operator of one input, which is input 0.
  OnnxOperand add_unary(OpKind kind, Attributes attributes = {});
  ValueId add_constant(std::string name, Tensor tensor);
  // The same of one number, called "<output>.<what>". Throws Error(kModel) if `dtype` has no such
  // number.
  ValueId add_number(const std::string& what, DType dtype, float number);
  // The input under another shape: a literal at once, everything else by a Reshape.
  ValueId reshaped(size_t i, const Shape& shape);

  // Results behind the first one, of operators that have several.
  void add_result(OnnxOperand result) { more_results_.push_back(std::move(result)); }
  std::vector<OnnxOperand>& more_results() { return more_results_; }

  // Errors that name the file, the node and its operator.
  [[noreturn]] void fail(const std::string& because) const;
  [[noreturn]] void unsupported(const std::string& because) const;

 private:
  const onnx::AttributeProto* attribute_of_type(const char* name,
                                                onnx::AttributeProto::AttributeType type) const;
  const Tensor* literal_setting(OnnxSetting setting) const;
  OnnxOperand add(OpKind kind, const std::string& name, Attributes attributes,
                  std::vector<ValueId> inputs);

  const onnx::NodeProto& proto_;
  const OnnxIndex& index_;
  std::vector<OnnxOperand*> inputs_;
  Graph& graph_;
  OnnxNames& names_;
  std::vector<OnnxOperand> more_results_;
};

}  // namespace msquant
