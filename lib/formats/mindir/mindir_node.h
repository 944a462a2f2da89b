// One operator of a MindIR file while it is lowered: its inputs, its hyper-parameters wherever they
// are written, and the way to add the operators of ours that stand for it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/mindir/mindir_index.h"
#include "formats/mindir/mindir_names.h"
#include "graph/graph.h"
#include "mind_ir.pb.h"

namespace msquant {

// What a name of the file stands for: a tensor of the graph, a Constant that is no tensor, a tuple
// of tensors, or (all empty) a state that orders side effects. Tuples do not nest.
struct Operand {
  ValueId tensor = kNoId;
  const mind_ir::AttributeProto* literal = nullptr;
  std::shared_ptr<const std::vector<Operand>> tuple;

  static Operand of(ValueId tensor) { return {tensor, nullptr, nullptr}; }
  static Operand of(const mind_ir::AttributeProto& literal) { return {kNoId, &literal, nullptr}; }
  static Operand of(std::vector<Operand> elements) {
    return {kNoId, nullptr, std::make_shared<const std::vector<Operand>>(std::move(elements))};
  }
};

// A hyper-parameter. Older operators have it as an attribute of that name, newer ones as the input
// of that index.
struct Hyper {
  const char* name;
  size_t input = static_cast<size_t>(-1);  // by default it is an attribute only
};

class MindirNode {
 public:
  MindirNode(const mind_ir::NodeProto& proto, const MindirIndex& index, std::vector<Operand> inputs,
             Graph& graph, NodeNames& names);

  const mind_ir::NodeProto& proto() const { return proto_; }
  size_t input_count() const { return inputs_.size(); }

  // Input `i`. Throws Error(kModel) if there is none; tensor() also if it is not a tensor.
  const Operand& input(size_t i) const;
  ValueId tensor(size_t i) const;
  // The tensors of input `i`, which is a tuple of at least one.
  std::vector<ValueId> tensors(size_t i) const;
  const TensorType& type(ValueId value) const { return graph_.value(value).type; }
  int64_t rank(ValueId value) const { return static_cast<int64_t>(type(value).shape.size()); }
  const Graph& graph() const { return graph_; }
  // How many operators of the file read input `i`.
  int count_readers(size_t i) const;

  // The hyper-parameter as it is written, or nullptr. Throws Error(kUnsupported) if the graph
  // computes it.
  const mind_ir::AttributeProto* literal(Hyper hyper) const;

  // Hyper-parameters; nothing if the file does not have it. Throws Error(kModel) if it is of
  // another type, Error(kUnsupported) if the graph computes it.
  std::optional<int64_t> integer(Hyper hyper) const;
  std::optional<float> real(Hyper hyper) const;
  std::optional<float> number(Hyper hyper) const;  // real or integer
  std::optional<std::string> text(Hyper hyper) const;
  std::optional<std::vector<int64_t>> integers(Hyper hyper) const;
  std::optional<std::vector<std::vector<int64_t>>> integer_rows(Hyper hyper) const;
  std::optional<DType> element_type(Hyper hyper) const;
  bool is_true(Hyper hyper) const { return integer(hyper).value_or(0) != 0; }

  // The same, but throws Error(kModel) if the file does not have it.
  int64_t required_integer(Hyper hyper) const;
  std::vector<int64_t> required_integers(Hyper hyper) const;

  // Axes counted from the front; a negative one counts from the back of `rank` dimensions. Several
  // are sorted and made unique. Throws Error(kModel) if one is out of range.
  int64_t normalize_axis(int64_t axis, int64_t rank) const;
  std::vector<int64_t> normalize_axes(std::vector<int64_t> axes, int64_t rank) const;

  // Throws Error(kUnsupported) unless the layout is NCHW or not given.
  void require_nchw(Hyper hyper) const;

  // Adds an operator. One that has a constant weight is named after its cell (layer), every other
  // one after its cell and primitive (op). In files of msquant they have the names they had.
  Operand add_layer(OpKind kind, Attributes attributes, std::vector<ValueId> inputs);
  Operand add_op(OpKind kind, Attributes attributes, std::vector<ValueId> inputs);
  ValueId add_constant(std::string name, Tensor tensor);

  // Errors that name the file, the node and its primitive.
  [[noreturn]] void fail(const std::string& because) const;
  [[noreturn]] void unsupported(const std::string& because, const std::string& hint = {}) const;

 private:
  template <class T>
  std::optional<T> read(Hyper hyper,
                        std::optional<T> (*reader)(const mind_ir::AttributeProto&)) const;
  Operand add(OpKind kind, std::string name, Attributes attributes, std::vector<ValueId> inputs);

  const mind_ir::NodeProto& proto_;
  const MindirIndex& index_;
  std::vector<Operand> inputs_;
  Graph& graph_;
  NodeNames& names_;
};

}  // namespace msquant
