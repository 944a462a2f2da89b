#include "formats/onnx/onnx_formula.h"

#include "formats/onnx/onnx_write_ops.h"

namespace msquant {

std::string OnnxFormula::number(float value) const {
  const DType dtype = builder_.graph().value(node_.inputs[0]).type.dtype;
  return write_number(builder_, named("number"), dtype, value);
}

std::string OnnxFormula::integers(const std::string& what,
                                  const std::vector<int64_t>& values) const {
  return write_integers(builder_, named(what), values);
}

std::string OnnxFormula::constant(const std::string& what, const Tensor& tensor) const {
  return builder_.add_constant(named(what), tensor);
}

std::string OnnxFormula::step(const char* op_type, const std::vector<std::string>& inputs,
                              const OnnxAttributes& attributes) const {
  return builder_.add_node(op_type, named(op_type), inputs, attributes);
}

std::string OnnxFormula::last(const char* op_type, const std::vector<std::string>& inputs,
                              const OnnxAttributes& attributes) const {
  return builder_.add_node(op_type, node_.name, inputs, attributes);
}

}  // namespace msquant
