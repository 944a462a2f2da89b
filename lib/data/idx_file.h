// One idx file of unsigned bytes, plain or packed with gzip.
// Format: http://yann.lecun.com/exdb/mnist/, "the IDX file format".
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "tensor/shape.h"

namespace msquant {

struct IdxFile {
  std::filesystem::path path;
  Shape shape;
  std::string_view elements;          // as many bytes as the shape has elements
  std::shared_ptr<const void> owner;  // of the elements
};

// Whether a file begins like one.
bool is_idx(std::string_view bytes);

// Maps a plain file; unpacks a gzip file in memory as a whole, because it can only be read from its
// start. Throws Error(kData) naming the file if it is something else, has another number of
// dimensions than `rank`, or does not hold what its header declares.
IdxFile read_idx(const std::filesystem::path& path, size_t rank);

}  // namespace msquant
