// Element types and tensors of ONNX.
#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>

#include "formats/external_data.h"
#include "tensor/tensor.h"

namespace msquant {

// Of TensorProto.data_type. Nothing for a type that no operator of msquant works on.
std::optional<DType> dtype_of_onnx(int data_type);
onnx::TensorProto::DataType onnx_type_of(DType dtype);

// The tensor; the message gives up its raw_data, which is not copied. Throws Error(kModel) or
// Error(kUnsupported), whose place is `model` and `item`: unknown type, bad shape, or another
// number of elements than the shape needs.
Tensor take_onnx_tensor(onnx::TensorProto& proto, const std::string& model, const std::string& item,
                        ExternalData& external);

// Fills an empty message with the tensor's name, type and elements.
void put_onnx_tensor(const std::string& name, const Tensor& tensor, onnx::TensorProto* proto);

}  // namespace msquant
