// The file beside a MindIR model that holds its parameters where they are too large for the model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/files.h"
#include "mind_ir.pb.h"
#include "tensor/tensor.h"

namespace msquant {

// A data file starts with a header of this size, whose first byte is 1 on a little-endian machine;
// tensors start at multiples of it.
inline constexpr int64_t kMindirDataAlignment = 64;

// "<model>_variables/data_0", as MindSpore names it (train/serialization.py).
class MindirDataFile {
 public:
  // Makes the folder. Throws Error(kIo), as do the others.
  explicit MindirDataFile(const std::filesystem::path& model);

  // Appends the elements and refers to them from `proto`.
  void put(const Tensor& tensor, mind_ir::TensorProto* proto);

  // Makes the file visible, before the model that refers to it.
  void commit() { file_.commit(); }

 private:
  std::string location_;  // relative to the model's folder
  AtomicFile file_;
  int64_t size_ = 0;
};

}  // namespace msquant
