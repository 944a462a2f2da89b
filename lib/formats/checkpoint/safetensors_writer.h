// Writes named tensors as safetensors: what read_safetensors() reads.
#pragma once

#include <filesystem>

#include "tensor/parameter_set.h"

namespace msquant {

// Atomically, in the order of the set. The tensors are float32. Throws Error(kIo).
void write_safetensors(const ParameterSet& parameters, const std::filesystem::path& path);

}  // namespace msquant
