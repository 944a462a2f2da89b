// MindSpore checkpoints: .ckpt (protobuf stream) and safetensors. Tensors are views of the mapped
// file wherever they are aligned and in one piece.
#pragma once

#include <filesystem>

#include "tensor/parameter_set.h"

namespace msquant {

struct CheckpointOptions {
  bool verify_crc = true;  // when the file carries a CRC
};

// Every tensor of the file, optimizer state included. Throws Error(kModel) naming file, parameter
// and cause; Error(kIo) if the file cannot be opened.
ParameterSet read_checkpoint(const std::filesystem::path& path, const CheckpointOptions& options);

}  // namespace msquant
