#include "formats/mindir/mindir_formula.h"

#include <utility>

#include "formats/numbers.h"

namespace msquant {

std::string MindirFormula::literal(const char* what, const mind_ir::AttributeProto& value) const {
  return builder_.add_literal(node_, {what, value});
}

std::string MindirFormula::tensor(const char* what, const Tensor& elements) const {
  return literal(what, tensor_literal(elements));
}

std::string MindirFormula::number(float value) const {
  return tensor("number", scalar_of(type(0).dtype, value));
}

std::string MindirFormula::step(const char* primitive, std::vector<std::string> inputs,
                                const TensorType& type, const MindirHypers& attributes) const {
  return builder_.add_op(primitive, node_.name + "." + primitive, std::move(inputs), &type,
                         attributes);
}

std::string MindirFormula::reshape(std::string x, const TensorType& type) const {
  return step("Reshape", {std::move(x), literal("shape", tuple_literal(type.shape))}, type);
}

std::string MindirFormula::step(const char* primitive, std::vector<std::string> inputs) const {
  return step(primitive, std::move(inputs), result());
}

std::string MindirFormula::last(const char* primitive, std::vector<std::string> inputs,
                                const MindirHypers& attributes) const {
  return builder_.add_op(primitive, node_.name, std::move(inputs), &result(), attributes);
}

std::string MindirFormula::first_of(const char* primitive, std::vector<std::string> inputs) const {
  const std::string results = builder_.add_op(primitive, node_.name, std::move(inputs), nullptr);
  const std::string index = literal("index", int_literal(0));
  return builder_.add_op("TupleGetItem", node_.name + ".y", {results, index}, &result());
}

}  // namespace msquant
