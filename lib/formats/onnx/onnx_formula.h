// Several operators of ONNX that together make one of ours.
#pragma once

#include <string>
#include <vector>

#include "formats/onnx/onnx_builder.h"

namespace msquant {

// Names what it adds after the node: the last operator has its name, the others "<node>.<what>".
class OnnxFormula {
 public:
  OnnxFormula(OnnxBuilder& builder, const Node& node) : builder_(builder), node_(node) {}

  // Input `i` of the node.
  std::string input(size_t i) const { return builder_.value(node_.inputs[i]); }
  // One number of the element type of input 0.
  std::string number(float value) const;
  // A one-dimensional int64 constant.
  std::string integers(const std::string& what, const std::vector<int64_t>& values) const;
  std::string constant(const std::string& what, const Tensor& tensor) const;

  // An operator on the way, and the one whose result is the node's.
  std::string step(const char* op_type, const std::vector<std::string>& inputs,
                   const OnnxAttributes& attributes = {}) const;
  std::string last(const char* op_type, const std::vector<std::string>& inputs,
                   const OnnxAttributes& attributes = {}) const;

 private:
  std::string named(const std::string& what) const { return node_.name + "." + what; }

  OnnxBuilder& builder_;
  const Node& node_;
};

}  // namespace msquant
