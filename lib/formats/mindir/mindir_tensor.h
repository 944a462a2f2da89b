// Element types and tensors of MindIR.
#pragma once

#include <optional>

#include "formats/external_data.h"
#include "mind_ir.pb.h"
#include "tensor/tensor.h"

namespace msquant {

// Of TensorProto.data_type. Nothing for a type that no operator of msquant works on.
std::optional<DType> dtype_of_mindir(int data_type);

// Of MindSpore's TypeId (kNumberType…), which Cast takes as an integer.
std::optional<DType> dtype_of_type_id(int64_t type_id);

// The dimensions of a tensor.
Shape shape_of_mindir(const mind_ir::TensorProto& proto);

// Whether the message holds elements. One without is the way MindIR writes an element type.
bool holds_elements(const mind_ir::TensorProto& proto);

// The tensor; the message gives up its raw_data, which is not copied. Throws Error(kModel) or
// Error(kUnsupported), whose place is `model` and `item`: unknown type, bad shape, or another
// number of bytes than the shape needs.
Tensor take_mindir_tensor(mind_ir::TensorProto& proto, const std::string& model,
                          const std::string& item, ExternalData& external);

}  // namespace msquant
