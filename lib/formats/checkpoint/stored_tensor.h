// From the bytes of a parameter, as both kinds of checkpoint hold them (little-endian, C order), to
// a Tensor.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "tensor/tensor.h"

namespace msquant {

struct StoredTensor {
  std::string name;
  DType dtype;
  Shape shape;                           // as the file says: anything
  std::vector<std::string_view> pieces;  // of the mapped file; together the elements
};

// Views `stored` if it is one aligned piece, and copies it otherwise. Throws Error(kModel) if the
// shape is invalid, if it does not match the number of bytes, or if a bool is neither 0 nor 1.
Tensor load_tensor(const std::shared_ptr<const MappedFile>& file, const StoredTensor& stored);

}  // namespace msquant
