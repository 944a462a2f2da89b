#include "formats/mindir/mindir_literal.h"

#include "formats/mindir/mindir_tensor.h"

namespace msquant {
namespace {

using mind_ir::AttributeProto;

bool is_sequence(const AttributeProto& literal) {
  return literal.type() == AttributeProto::TUPLE || literal.type() == AttributeProto::LIST;
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

}  // namespace msquant
