#include "tensor/parameter_set.h"

namespace msquant {

bool ParameterSet::add(std::string name, Tensor tensor) {
  if (!index_.emplace(name, entries_.size()).second) return false;
  entries_.emplace_back(std::move(name), std::move(tensor));
  return true;
}

const Tensor* ParameterSet::find(const std::string& name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &entries_[found->second].second;
}

std::vector<std::string> ParameterSet::names() const {
  std::vector<std::string> result;
  result.reserve(entries_.size());
  for (const auto& entry : entries_) result.push_back(entry.first);
  return result;
}

}  // namespace msquant
