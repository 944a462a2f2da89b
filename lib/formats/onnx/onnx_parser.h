// From the bytes of an ONNX file to its protobuf message.
#pragma once

#include <onnx/onnx_pb.h>

#include "base/files.h"

namespace msquant {

// Throws Error(kModel) if the file is empty, cut short or something else than ONNX;
// Error(kUnsupported) if it is larger than protobuf's 2 GiB or its versions are out of range.
onnx::ModelProto parse_onnx(const MappedFile& file);

// The version of the standard operators that the model is written in, or 0 if it does not say.
int64_t opset_of(const onnx::ModelProto& model);

// Whether the name stands for ONNX's standard operators ("" or "ai.onnx").
bool is_standard_domain(const std::string& domain);

}  // namespace msquant
