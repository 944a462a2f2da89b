#include "formats/onnx/onnx_builder.h"

#include <algorithm>

#include "formats/onnx/onnx_tensor.h"
#include "formats/onnx/onnx_write_ops.h"

namespace msquant {
namespace {

using onnx::AttributeProto;

AttributeProto attribute_of(const char* name, AttributeProto::AttributeType type) {
  AttributeProto attribute;
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}

void describe(const std::string& name, const TensorType& type, onnx::ValueInfoProto* info) {
  info->set_name(name);
  auto* tensor = info->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx_type_of(type.dtype));
  auto* shape = tensor->mutable_shape();
  for (int64_t dim : type.shape) shape->add_dim()->set_dim_value(dim);
}

}  // namespace

AttributeProto onnx_attribute(const char* name, int64_t value) {
  AttributeProto attribute = attribute_of(name, AttributeProto::INT);
  attribute.set_i(value);
  return attribute;
}

AttributeProto onnx_attribute(const char* name, float value) {
  AttributeProto attribute = attribute_of(name, AttributeProto::FLOAT);
  attribute.set_f(value);
  return attribute;
}

AttributeProto onnx_attribute(const char* name, const char* value) {
  AttributeProto attribute = attribute_of(name, AttributeProto::STRING);
  attribute.set_s(value);
  return attribute;
}

AttributeProto onnx_attribute(const char* name, const std::vector<int64_t>& values) {
  AttributeProto attribute = attribute_of(name, AttributeProto::INTS);
  for (int64_t value : values) attribute.add_ints(value);
  return attribute;
}

void OnnxBuilder::add_input(ValueId id) {
  const std::string name = claim(graph_.value(id).name);
  describe(name, graph_.value(id).type, out_->add_input());
  set_value(id, name);
}

void OnnxBuilder::reserve_output_names() {
  const std::vector<std::string> names = graph_.output_names();
  for (size_t i = 0; i < names.size(); ++i) {
    const bool is_own = names[i] == graph_.value(graph_.outputs()[i]).name;
    output_names_.push_back(is_own ? "" : claim(names[i]));
  }
}

void OnnxBuilder::add_output(size_t i) {
  const ValueId id = graph_.outputs()[i];
  std::string name = value(id);
  // Runtimes want an output to be the result of an operator, and each output once.
  const bool is_result = graph_.value(id).producer != kNoId;
  const bool is_copy = !is_result || outputs_.count(name) > 0;
  if (is_copy) name = add_node("Identity", name, {name});
  if (!output_names_[i].empty()) {
    rename_tensor(name, output_names_[i]);
    name = output_names_[i];
    if (!is_copy) set_value(id, name);
  }
  outputs_.insert(name);
  describe(name, graph_.value(id).type, out_->add_output());
}

std::string OnnxBuilder::add_constant(const std::string& name, const Tensor& tensor) {
  std::string unique = claim(name);
  put_onnx_tensor(unique, tensor, out_->add_initializer());
  return unique;
}

std::string OnnxBuilder::add_node(const char* op_type, const std::string& name,
                                  const std::vector<std::string>& inputs,
                                  const OnnxAttributes& attributes) {
  std::string unique = claim(name);
  auto* node = out_->add_node();
  node->set_op_type(op_type);
  node->set_name(unique);
  for (const std::string& input : inputs) node->add_input(input);
  node->add_output(unique);
  for (const AttributeProto& attribute : attributes) *node->add_attribute() = attribute;
  return unique;
}

std::string OnnxBuilder::value(ValueId id) {
  const auto known = written_.find(id);
  if (known != written_.end()) return known->second;
  const Value& value = graph_.value(id);
  if (!value.constant) {
    fail_to_write_onnx(graph_.node(value.producer),
                       "its int32 result is used by something else than a Dequantize");
  }
  return written_[id] = add_constant(value.name, *value.constant);
}

std::vector<std::string> OnnxBuilder::values(const std::vector<ValueId>& ids) {
  std::vector<std::string> names;
  for (ValueId id : ids) names.push_back(value(id));
  return names;
}

void OnnxBuilder::rename_tensor(const std::string& from, const std::string& to) {
  for (onnx::NodeProto& node : *out_->mutable_node()) {
    std::replace(node.mutable_input()->begin(), node.mutable_input()->end(), from, to);
    std::replace(node.mutable_output()->begin(), node.mutable_output()->end(), from, to);
  }
}

// An empty name would stand for an input that is left out.
std::string OnnxBuilder::claim(const std::string& name) {
  return names_.claim(name.empty() ? "tensor" : name);
}

}  // namespace msquant
