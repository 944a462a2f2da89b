#include "formats/mindir/mindir_literal.h"

#include "formats/mindir/mindir_tensor.h"
#include "formats/mindir/mindir_types.h"

namespace msquant {
namespace {

using mind_ir::AttributeProto;

bool is_sequence(const AttributeProto& literal) {
  return literal.type() == AttributeProto::TUPLE || literal.type() == AttributeProto::LIST;
}

AttributeProto of_type(AttributeProto::AttributeType type) {
  AttributeProto literal;
  literal.set_type(type);
  return literal;
}

}  // namespace

std::optional<int64_t> integer_of(const AttributeProto& literal) {
  if (literal.has_i()) return literal.i();
  if (!is_sequence(literal) && literal.ints_size() == 1) return literal.ints(0);
  return std::nullopt;
}

std::optional<float> real_of(const AttributeProto& literal) {
  if (literal.has_f()) return literal.f();
  if (literal.has_d()) return static_cast<float>(literal.d());
  return std::nullopt;
}

std::optional<std::string> text_of(const AttributeProto& literal) {
  if (literal.has_s()) return literal.s();
  return std::nullopt;
}

std::optional<std::vector<int64_t>> integers_of(const AttributeProto& literal) {
  if (literal.has_i()) return std::vector<int64_t>{literal.i()};
  if (literal.values_size() == 0 && (literal.ints_size() > 0 || is_sequence(literal))) {
    return std::vector<int64_t>(literal.ints().begin(), literal.ints().end());
  }
  if (literal.values_size() == 0) return std::nullopt;
  std::vector<int64_t> integers;
  for (const AttributeProto& element : literal.values()) {
    const auto integer = integer_of(element);
    if (!integer) return std::nullopt;
    integers.push_back(*integer);
  }
  return integers;
}

std::optional<std::vector<std::vector<int64_t>>> integer_rows_of(const AttributeProto& literal) {
  std::vector<std::vector<int64_t>> rows;
  for (const AttributeProto& element : literal.values()) {
    auto row = integers_of(element);
    if (!row) return std::nullopt;
    rows.push_back(std::move(*row));
  }
  return rows;
}

std::optional<DType> element_type_of(const AttributeProto& literal) {
  if (const auto type_id = integer_of(literal)) return dtype_of_type_id(*type_id);
  if (literal.tensors_size() == 1) return dtype_of_mindir(literal.tensors(0).data_type());
  if (literal.has_t()) return dtype_of_mindir(literal.t().data_type());
  return std::nullopt;
}

AttributeProto bool_literal(bool value) {
  AttributeProto literal = of_type(AttributeProto::BOOL);
  literal.set_i(value ? 1 : 0);
  return literal;
}

AttributeProto int_literal(int64_t value) {
  AttributeProto literal = of_type(AttributeProto::INT64);
  literal.set_i(value);
  return literal;
}

AttributeProto real_literal(float value) {
  AttributeProto literal = of_type(AttributeProto::FLOAT);
  literal.set_f(value);
  return literal;
}

AttributeProto text_literal(const std::string& value) {
  AttributeProto literal = of_type(AttributeProto::STRING);
  literal.set_s(value);
  return literal;
}

AttributeProto tuple_literal(const std::vector<int64_t>& values) {
  AttributeProto literal = of_type(AttributeProto::TUPLE);
  for (int64_t value : values) {
    AttributeProto* element = literal.add_values();
    element->set_type(AttributeProto::INT64);
    element->add_ints(value);
  }
  return literal;
}

AttributeProto rows_literal(const std::vector<std::vector<int64_t>>& rows) {
  AttributeProto literal = of_type(AttributeProto::TUPLE);
  for (const auto& row : rows) *literal.add_values() = tuple_literal(row);
  return literal;
}

AttributeProto dtype_literal(DType dtype) {
  AttributeProto literal = of_type(AttributeProto::TENSORS);
  literal.add_tensors()->set_data_type(mindir_type(dtype));
  literal.mutable_tensors(0)->set_name("value0");
  return literal;
}

AttributeProto type_literal(DType dtype, const Shape& shape) {
  AttributeProto literal = of_type(AttributeProto::TENSORS);
  set_mindir_type(dtype, shape, literal.add_tensors());
  return literal;
}

AttributeProto tensor_literal(const Tensor& tensor) {
  AttributeProto literal = of_type(AttributeProto::TENSORS);
  set_mindir_tensor(tensor, literal.add_tensors());
  literal.mutable_tensors(0)->set_name("value0");
  return literal;
}

}  // namespace msquant
