// From ONNX's names to the names that users know: those of layers.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace msquant {

// The layer that an initializer is the weight of: "layer1.0.conv1.weight" → "layer1.0.conv1" and
// "bn1.gamma" → "bn1"; "" if its name does not tell.
std::string layer_of_weight(const std::string& initializer);

// Gives every node a name of its own.
class OnnxNames {
 public:
  // `name`, numbered if it is taken.
  std::string claim(const std::string& name);

 private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int64_t> count_;
};

}  // namespace msquant
