// The only intermediate representation of a model: a directed acyclic graph of operators (nodes)
// and the tensors between them (values), in single-assignment form.
//
//   Graph graph("net");
//   ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 32, 32}});
//   ValueId w = graph.add_constant("conv1.weight", weight);
//   ValueId y = graph.add_node(OpKind::kConv2d, "conv1", ConvAttrs{}, {x, w});
//   graph.set_outputs({y});
//
// Ids are indexes and stay valid for the life of the graph, and so do references to nodes and
// values while others are added; an erased node leaves a hole. Types are inferred as nodes are
// added, so that a graph never holds a value of unknown shape.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "graph/attributes.h"
#include "graph/op_kind.h"
#include "tensor/tensor.h"

namespace msquant {

using NodeId = int32_t;
using ValueId = int32_t;
inline constexpr int32_t kNoId = -1;

struct TensorType {
  DType dtype = DType::kFloat32;
  Shape shape;
};

inline bool operator==(const TensorType& a, const TensorType& b) {
  return a.dtype == b.dtype && a.shape == b.shape;
}
inline bool operator!=(const TensorType& a, const TensorType& b) { return !(a == b); }

// A tensor of the graph: an input, a constant (a parameter or a literal) or the result of a node.
struct Value {
  std::string name;
  TensorType type;
  std::optional<Tensor> constant;
  NodeId producer = kNoId;    // kNoId for inputs and constants
  std::vector<NodeId> users;  // a node that uses the value twice stands here twice
};

// An operator. For a layer with weights `name` is its cell name ("layer1.0.conv1"), which is also
// its key in quant_config.json.
struct Node {
  OpKind kind = OpKind::kIdentity;
  std::string name;
  Attributes attributes;
  std::vector<ValueId> inputs, outputs;

  // The attributes, which the caller knows to be an A. Throws std::bad_variant_access otherwise.
  template <class A>
  const A& as() const {
    return std::get<A>(attributes);
  }
  template <class A>
  A& as() {
    return std::get<A>(attributes);
  }
};

class Graph {
 public:
  explicit Graph(std::string name = "graph") : name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  ValueId add_input(std::string name, TensorType type);
  ValueId add_constant(std::string name, Tensor tensor);

  // Adds a node with one output, named like the node, and infers its type. Throws Error(kModel)
  // naming the node if the inputs do not fit the operator.
  ValueId add_node(OpKind kind, std::string name, Attributes attributes,
                   std::vector<ValueId> inputs);

  // Outputs without names, one for each, are called as their values are.
  void set_outputs(std::vector<ValueId> outputs, std::vector<std::string> names = {});

  const std::vector<ValueId>& inputs() const { return inputs_; }
  const std::vector<ValueId>& outputs() const { return outputs_; }
  std::vector<std::string> output_names() const;

  // Ids of the nodes in the order in which they were added; see topological_order() for execution.
  std::vector<NodeId> node_ids() const;
  // Ids of all values that somebody may still refer to.
  ValueId value_count() const { return static_cast<ValueId>(values_.size()); }

  const Node& node(NodeId id) const { return *nodes_.at(static_cast<size_t>(id)); }
  Node& node(NodeId id) { return *nodes_.at(static_cast<size_t>(id)); }
  const Value& value(ValueId id) const { return values_.at(static_cast<size_t>(id)); }
  Value& value(ValueId id) { return values_.at(static_cast<size_t>(id)); }

  bool is_output(ValueId id) const;
  // The node of that name, or kNoId. Linear in the number of nodes.
  NodeId find_node(const std::string& name) const;
  // The one node that uses `id`, or kNoId if there are none or several or it is a graph output.
  NodeId only_user(ValueId id) const;

  // Makes input `index` of a node another value.
  void set_input(NodeId node, size_t index, ValueId value);
  // Appends an input (a bias, say) to a node.
  void append_input(NodeId node, ValueId value);
  // Makes every user of `from`, and the graph's outputs, use `to` instead.
  void replace_uses(ValueId from, ValueId to);
  // Removes a node whose outputs nobody uses any more.
  void erase_node(NodeId node);

 private:
  ValueId add_value(Value value);

  std::string name_;
  // Deques, so that a reference to a node or value outlives the adding of others.
  std::deque<std::optional<Node>> nodes_;
  std::deque<Value> values_;
  std::vector<ValueId> inputs_, outputs_;
  std::vector<std::string> output_names_;  // empty if they are those of the values
};

}  // namespace msquant
