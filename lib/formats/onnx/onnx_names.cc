#include "formats/onnx/onnx_names.h"

namespace msquant {

std::string layer_of_weight(const std::string& initializer) {
  const size_t dot = initializer.rfind('.');
  if (dot == std::string::npos) return {};
  const std::string parameter = initializer.substr(dot + 1);
  return parameter == "weight" || parameter == "gamma" ? initializer.substr(0, dot) : std::string();
}

std::string OnnxNames::claim(const std::string& name) {
  if (taken_.insert(name).second) return name;
  while (true) {
    std::string numbered = name + "_" + std::to_string(++count_[name]);
    if (taken_.insert(numbered).second) return numbered;
  }
}

}  // namespace msquant
