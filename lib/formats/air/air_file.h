// An AIR file: a ModelDef into which the elements of constants go from where they are.
#pragma once

#include <filesystem>
#include <vector>

#include "ge_ir.pb.h"
#include "tensor/tensor.h"

namespace msquant {

// The attribute `value` of a Const operator, which the operator itself does not have.
struct AirConstant {
  int op = 0;  // index into GraphDef.op
  ge::proto::TensorDescriptor desc;
  Tensor elements;
};

// Writes the model, whose first graph holds the operators of `constants`, in the order of the
// operators, atomically. Throws Error(kUnsupported) if the file would reach 2 GiB, Error(kIo).
void write_air_file(ge::proto::ModelDef model, const std::vector<AirConstant>& constants,
                    const std::filesystem::path& path);

}  // namespace msquant
