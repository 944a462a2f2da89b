// Hyper-parameters of MindIR: an AttributeProto on an operator or in a Constant node. It is read as
// the type that is asked for; nothing if it is something else. Top-level scalars stand in the
// singular fields (i, f, s); scalars of a tuple in the repeated ones (ints, floats, strings).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mind_ir.pb.h"
#include "tensor/tensor.h"

namespace msquant {

std::optional<int64_t> integer_of(const mind_ir::AttributeProto& literal);
std::optional<float> real_of(const mind_ir::AttributeProto& literal);
std::optional<std::string> text_of(const mind_ir::AttributeProto& literal);

// A tuple of integers; a single integer is a tuple of one.
std::optional<std::vector<int64_t>> integers_of(const mind_ir::AttributeProto& literal);

// A tuple of tuples of integers.
std::optional<std::vector<std::vector<int64_t>>> integer_rows_of(
    const mind_ir::AttributeProto& literal);

// An element type: an empty tensor of that type, or the number of a TypeId.
std::optional<DType> element_type_of(const mind_ir::AttributeProto& literal);

// The same, written.
mind_ir::AttributeProto bool_literal(bool value);
mind_ir::AttributeProto int_literal(int64_t value);
mind_ir::AttributeProto real_literal(float value);
mind_ir::AttributeProto text_literal(const std::string& value);
mind_ir::AttributeProto tuple_literal(const std::vector<int64_t>& values);
mind_ir::AttributeProto rows_literal(const std::vector<std::vector<int64_t>>& rows);
mind_ir::AttributeProto dtype_literal(DType dtype);
// The type of a tensor: one without elements.
mind_ir::AttributeProto type_literal(DType dtype, const Shape& shape);
mind_ir::AttributeProto tensor_literal(const Tensor& tensor);

}  // namespace msquant
