// The named tensors of a checkpoint, in the order of the file.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace msquant {

class ParameterSet {
 public:
  // `source` names where the parameters come from, for error messages ("resnet50.ckpt").
  explicit ParameterSet(std::string source = {}) : source_(std::move(source)) {}

  // Adds a parameter. Returns false, and leaves the set as it was, if the name is taken.
  bool add(std::string name, Tensor tensor);

  // The parameter of that name, or nullptr.
  const Tensor* find(const std::string& name) const;

  const std::string& source() const { return source_; }
  const std::vector<std::pair<std::string, Tensor>>& entries() const { return entries_; }
  std::vector<std::string> names() const;
  bool empty() const { return entries_.empty(); }
  size_t size() const { return entries_.size(); }

 private:
  std::string source_;
  std::vector<std::pair<std::string, Tensor>> entries_;
  std::unordered_map<std::string, size_t> index_;
};

}  // namespace msquant
