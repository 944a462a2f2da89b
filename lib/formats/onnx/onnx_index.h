// A parsed ONNX model by name: its initializers and the results of its nodes.
#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"

namespace msquant {

class OnnxIndex {
 public:
  // Result `output` of node `node`.
  struct Result {
    int node, output;
  };

  // The model must outlive the index. `path` is its file, for messages. Throws Error(kModel) if a
  // name stands for two tensors.
  OnnxIndex(const onnx::ModelProto& model, std::string path);

  const onnx::ModelProto& model() const { return model_; }
  const onnx::GraphProto& graph() const { return model_.graph(); }
  const std::string& path() const { return path_; }
  int64_t opset() const { return opset_; }

  // What makes the tensor of that name, or nothing.
  std::optional<Result> find_result(const std::string& name) const;
  // Its position in graph().initializer(), or nothing.
  std::optional<int> find_initializer(const std::string& name) const;

  // An error about `item` of the file.
  Error error(ErrorKind kind, const std::string& item, const std::string& because,
              const std::string& hint = {}) const;
  // "node 'conv1' (Conv)", for messages.
  static std::string describe(const onnx::NodeProto& node);

 private:
  void claim(const std::string& name, const std::string& what);

  const onnx::ModelProto& model_;
  std::string path_;
  int64_t opset_;
  std::unordered_map<std::string, int> initializers_;
  std::unordered_map<std::string, Result> results_;
  std::unordered_set<std::string> claimed_;
};

}  // namespace msquant
