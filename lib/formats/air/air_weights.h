// Weights in files beside an AIR file. One protobuf message holds less than 2 GiB, so that the
// weights of a larger model lie apart: GE then saves the bytes of a Const as a file of their own,
// and in the operator the attributes `location`, its path relative to the model's folder, and
// `length` (hicann/ge, model_serialize.cc). Only newer versions of GE read such files.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace msquant {

class AirWeights {
 public:
  explicit AirWeights(const std::filesystem::path& model);

  // Is the tensor large enough for a file of its own? Shapes and axes stay in the model.
  static bool deserves_file(const Tensor& tensor);

  // Promises a file of the tensor's bytes and returns its location.
  std::string add(Tensor tensor);

  // Writes all of them, each atomically. Throws Error(kIo).
  void write() const;

 private:
  std::filesystem::path folder_;    // of the model
  std::filesystem::path location_;  // of the files, relative to the folder
  std::vector<std::pair<std::string, Tensor>> files_;
};

}  // namespace msquant
