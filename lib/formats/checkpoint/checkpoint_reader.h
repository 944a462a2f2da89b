// MindSpore checkpoints: .ckpt (protobuf stream) and safetensors. Tensors are views of the mapped
// file wherever they are aligned and in one piece.
#pragma once

#include <filesystem>

#include "tensor/parameter_set.h"

namespace msquant {

struct CheckpointOptions {
  bool verify_crc = true;  // when the file carries a CRC
  int threads = 1;         // that copy tensors which are not aligned
};

// Every tensor of the file, optimizer state included (see model_parameters.h); text that the user
// noted in it is skipped. The content decides which of the two formats it is, but safetensors
// content under the name of a .ckpt is refused. Throws Error(kModel) naming file, parameter and
// cause: damaged, truncated, encrypted, another kind of file, a name that comes twice, or an
// element type that Tensor does not have; Error(kIo) if the file cannot be opened.
ParameterSet read_checkpoint(const std::filesystem::path& path, const CheckpointOptions& options);

}  // namespace msquant
