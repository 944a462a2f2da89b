// Tensors of MindIR.
#pragma once

#include "formats/external_data.h"
#include "mind_ir.pb.h"
#include "tensor/tensor.h"

namespace msquant {

// The dimensions of a tensor.
Shape shape_of_mindir(const mind_ir::TensorProto& proto);

// Whether the message holds elements. One without is the way MindIR writes an element type.
bool holds_elements(const mind_ir::TensorProto& proto);

// The tensor; the message gives up its raw_data, which is not copied. Throws Error(kModel) or
// Error(kUnsupported), whose place is `model` and `item`: unknown type, bad shape, or another
// number of bytes than the shape needs.
Tensor take_mindir_tensor(mind_ir::TensorProto& proto, const std::string& model,
                          const std::string& item, ExternalData& external);

// Writes a type, and a tensor with its elements, into a message.
void set_mindir_type(DType dtype, const Shape& shape, mind_ir::TensorProto* proto);
void set_mindir_tensor(const Tensor& tensor, mind_ir::TensorProto* proto);

}  // namespace msquant
