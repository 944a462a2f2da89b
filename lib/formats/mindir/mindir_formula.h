// Several operators of MindSpore that together make one of ours, or one that has more to say than
// its inputs.
#pragma once

#include <string>
#include <vector>

#include "formats/mindir/mindir_builder.h"

namespace msquant {

// Names what it adds after the node: the operator of the result has its name, all others
// "<node>.<what>".
class MindirFormula {
 public:
  MindirFormula(MindirBuilder& builder, const Node& node) : builder_(builder), node_(node) {}

  const TensorType& type(size_t i) const { return builder_.type(node_.inputs[i]); }
  const TensorType& result() const { return builder_.result_type(node_); }
  // Input `i` of the node.
  std::string input(size_t i) const { return builder_.value(node_.inputs[i]); }

  // A constant; a number is of the element type of input 0.
  std::string literal(const char* what, const mind_ir::AttributeProto& value) const;
  std::string tensor(const char* what, const Tensor& elements) const;
  std::string number(float value) const;

  // An operator on the way, whose result is of `type`.
  std::string step(const char* primitive, std::vector<std::string> inputs, const TensorType& type,
                   const MindirHypers& attributes = {}) const;
  std::string reshape(std::string x, const TensorType& type) const;
  // The same, whose result is of the node's type.
  std::string step(const char* primitive, std::vector<std::string> inputs) const;
  // The operator of the result; of one that has several results the first.
  std::string last(const char* primitive, std::vector<std::string> inputs,
                   const MindirHypers& attributes = {}) const;
  std::string first_of(const char* primitive, std::vector<std::string> inputs) const;

 private:
  MindirBuilder& builder_;
  const Node& node_;
};

}  // namespace msquant
