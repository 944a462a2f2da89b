#include "graph/graph.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "graph/shape_inference.h"

namespace msquant {

ValueId Graph::add_value(Value value) {
  values_.push_back(std::move(value));
  return static_cast<ValueId>(values_.size()) - 1;
}

ValueId Graph::add_input(std::string name, TensorType type) {
  Value value;
  value.name = std::move(name);
  value.type = std::move(type);
  inputs_.push_back(add_value(std::move(value)));
  return inputs_.back();
}

ValueId Graph::add_constant(std::string name, Tensor tensor) {
  Value value;
  value.name = std::move(name);
  value.type = {tensor.dtype(), tensor.shape()};
  value.constant = std::move(tensor);
  return add_value(std::move(value));
}

ValueId Graph::add_node(OpKind kind, std::string name, Attributes attributes,
                        std::vector<ValueId> inputs) {
  Node node{kind, std::move(name), std::move(attributes), std::move(inputs), {}};
  Value result;
  result.name = node.name;
  result.type = infer_type(*this, node);
  const auto id = static_cast<NodeId>(nodes_.size());
  result.producer = id;
  for (ValueId input : node.inputs) value(input).users.push_back(id);
  const ValueId output = add_value(std::move(result));
  node.outputs = {output};
  nodes_.push_back(std::move(node));
  return output;
}

void Graph::set_outputs(std::vector<ValueId> outputs, std::vector<std::string> names) {
  MSQUANT_CHECK(names.empty() || names.size() == outputs.size());
  outputs_ = std::move(outputs);
  output_names_ = std::move(names);
}

std::vector<std::string> Graph::output_names() const {
  if (!output_names_.empty()) return output_names_;
  std::vector<std::string> names;
  for (ValueId id : outputs_) names.push_back(value(id).name);
  return names;
}

std::vector<NodeId> Graph::node_ids() const {
  std::vector<NodeId> ids;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i]) ids.push_back(static_cast<NodeId>(i));
  }
  return ids;
}

bool Graph::is_output(ValueId id) const {
  return std::find(outputs_.begin(), outputs_.end(), id) != outputs_.end();
}

NodeId Graph::find_node(const std::string& name) const {
  for (NodeId id : node_ids()) {
    if (node(id).name == name) return id;
  }
  return kNoId;
}

NodeId Graph::only_user(ValueId id) const {
  const std::vector<NodeId>& users = value(id).users;
  return users.size() == 1 && !is_output(id) ? users.front() : kNoId;
}

void Graph::set_input(NodeId id, size_t index, ValueId to) {
  ValueId& slot = node(id).inputs.at(index);
  std::vector<NodeId>& users = value(slot).users;
  users.erase(std::find(users.begin(), users.end(), id));
  slot = to;
  value(to).users.push_back(id);
}

void Graph::append_input(NodeId id, ValueId input) {
  node(id).inputs.push_back(input);
  value(input).users.push_back(id);
}

void Graph::replace_uses(ValueId from, ValueId to) {
  for (NodeId user : std::exchange(value(from).users, {})) {
    std::vector<ValueId>& inputs = node(user).inputs;
    *std::find(inputs.begin(), inputs.end(), from) = to;
    value(to).users.push_back(user);
  }
  std::replace(outputs_.begin(), outputs_.end(), from, to);
}

void Graph::erase_node(NodeId id) {
  for (ValueId output : node(id).outputs) {
    MSQUANT_CHECK(value(output).users.empty() && !is_output(output));
    value(output).producer = kNoId;
  }
  for (ValueId input : node(id).inputs) {
    std::vector<NodeId>& users = value(input).users;
    users.erase(std::find(users.begin(), users.end(), id));
  }
  nodes_[static_cast<size_t>(id)].reset();
}

}  // namespace msquant
