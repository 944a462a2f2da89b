// NumPy .npy files (format versions 1.0 to 3.0, C order, little-endian).
// Format: numpy.lib.format documentation.
#pragma once

#include <filesystem>

#include "tensor/tensor.h"

namespace msquant {

// Views the file's elements. Throws Error(kData) naming the file and what is wrong: not an .npy
// file, Fortran order, big-endian, an element type msquant does not know, or a size that does not
// match the shape; Error(kIo) if it cannot be opened.
Tensor read_npy(const std::filesystem::path& path);

// Writes `tensor` atomically as version 1.0. Throws Error(kIo), or Error(kUnsupported) for
// bfloat16, which NumPy has no name for.
void write_npy(const std::filesystem::path& path, const Tensor& tensor);

}  // namespace msquant
