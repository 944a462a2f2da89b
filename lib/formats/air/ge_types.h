// GE numbers element types twice: one way in descriptors (ge.proto.DataType), another way in Int
// attributes such as Cast's dst_type (ge::DataType). Mixing them up loads and computes nonsense.
#pragma once

#include <cstdint>
#include <optional>

#include "ge_ir.pb.h"
#include "tensor/dtype.h"

namespace msquant {

ge::proto::DataType descriptor_type(DType dtype);
int64_t attribute_type(DType dtype);

// Nothing if msquant has no such element type.
std::optional<DType> dtype_of_descriptor(int type);
std::optional<DType> dtype_of_attribute(int64_t type);

}  // namespace msquant
