// MindIR's numbers for element types.
#pragma once

#include <cstdint>
#include <optional>

#include "mind_ir.pb.h"
#include "tensor/dtype.h"

namespace msquant {

// Of TensorProto.data_type. Nothing for a type that no operator of msquant works on.
std::optional<DType> dtype_of_mindir(int data_type);
mind_ir::TensorProto::DataType mindir_type(DType dtype);

// Of MindSpore's TypeId (kNumberType…), which Cast takes as an integer.
std::optional<DType> dtype_of_type_id(int64_t type_id);
int64_t type_id_of(DType dtype);

}  // namespace msquant
