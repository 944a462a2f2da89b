// One operator of an AIR file, as the functions see it that turn it into a node of a graph.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "formats/air/air_attributes.h"
#include "formats/air/air_links.h"
#include "formats/external_data.h"
#include "graph/graph.h"

namespace msquant {

// What has been read so far.
struct AirImport {
  std::shared_ptr<const ge::proto::ModelDef> model;  // tensors view into it
  const ge::proto::GraphDef& file;
  AirLinks links;
  Graph graph;
  ExternalData external;                                  // weights in files beside the model
  std::unordered_map<int, std::vector<ValueId>> results;  // by operator
};

// The element type and shape of a descriptor. Throws Error(kModel) or, for an unknown dimension or
// element type, Error(kUnsupported); `where` names the node.
TensorType read_type(const ge::proto::TensorDescriptor& desc, const std::string& where);

// All functions that throw do so naming the node: Error(kModel), or Error(kUnsupported) where said.
class AirNode {
 public:
  AirNode(AirImport& import, int index, const GePrototype& prototype);

  const std::string& name() const { return op().name(); }
  const std::string& type() const { return op().type(); }
  const OpAttributes& attributes() const { return attributes_; }
  Graph& graph() { return import_.graph; }
  std::string where() const;

  bool has_input(size_t i) const;
  // Inputs present, counted up to the first absent one.
  size_t input_count() const;
  ValueId input(size_t i) const;
  const Shape& shape(size_t i) const { return import_.graph.value(input(i)).type.shape; }
  // The node of the graph that computes input i, or nullptr for inputs and constants.
  Node* producer(size_t i);
  // Is this operator the only one that uses its input i?
  bool is_only_user_of(size_t i) const;

  // A constant input. constant_ints() is for one or two numbers a dimension, int32 or int64.
  const Tensor& constant(size_t i) const;
  std::vector<int64_t> constant_ints(size_t i) const;

  // Attributes of a common form. Numbers are within [0, 2^31), so that sums cannot overflow.
  Pair get_image_pair(const std::string& name) const;  // [1, 1, h, w], h and w at least 1
  Padding get_padding(const std::string& name) const;  // [top, bottom, left, right]
  // Makes an axis that counts from the end count from the start.
  int64_t normalized_axis(int64_t axis) const;
  void require_nchw() const;

  // The tensor of a Const operator, a view of the file's message or of the file beside it.
  Tensor value_tensor() const;

  // Adds a node of the operator's name, or of another.
  ValueId add(OpKind kind, Attributes attributes, std::vector<ValueId> inputs);
  ValueId add(std::string name, OpKind kind, Attributes attributes, std::vector<ValueId> inputs);

  void require(bool condition, const std::string& because) const;
  [[noreturn]] void unsupported(const std::string& because) const;

  // Results behind the first, of operators that have several.
  std::vector<ValueId> more_results;

 private:
  const ge::proto::OpDef& op() const { return import_.file.op(index_); }
  const AirLink& link(size_t i) const;

  AirImport& import_;
  int index_;
  OpAttributes attributes_;
};

}  // namespace msquant
