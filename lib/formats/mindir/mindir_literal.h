// Hyper-parameters of MindIR: an AttributeProto on an operator or in a Constant node, read as the
// type that is asked for. Nothing if it is something else. Top-level scalars stand in the singular
// fields (i, f, s); scalars of a tuple in the repeated ones (ints, floats, strings).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mind_ir.pb.h"
#include "tensor/dtype.h"

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

}  // namespace msquant
