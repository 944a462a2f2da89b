// A parsed MindIR model by name: its primitives, nodes and parameters.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "formats/mindir/mindir_names.h"
#include "mind_ir.pb.h"

namespace msquant {

class MindirIndex {
 public:
  // The model must outlive the index. `path` is its file, for messages. Throws Error(kModel) if a
  // name stands for two things or a node has not exactly one result.
  MindirIndex(const mind_ir::ModelProto& model, std::string path);

  const mind_ir::ModelProto& model() const { return model_; }
  const mind_ir::GraphProto& graph() const { return model_.graph(); }
  const std::string& path() const { return path_; }

  // Positions in graph().node() and graph().parameter() by the name of the value, or nothing.
  std::optional<int> find_node(const std::string& value) const { return find(nodes_, value); }
  std::optional<int> find_parameter(const std::string& value) const {
    return find(parameters_, value);
  }

  // How many operators read the value, those that only order side effects aside.
  int count_readers(const std::string& value) const;

  // The operator of a node, "Conv2D", and its row of the table of primitives; nullptr in older
  // files, which write attributes on the node.
  std::string primitive_of(const mind_ir::NodeProto& node) const;
  const mind_ir::PrimitiveProto* attributes_of(const mind_ir::NodeProto& node) const;

  // Whether msquant wrote the file.
  bool is_ours() const { return model_.producer_name() == kMindirProducer; }

  // An error about `item` of the file.
  Error error(ErrorKind kind, const std::string& item, const std::string& because,
              const std::string& hint = {}) const;
  // "node 'Default/Sort-op0' (Sort)", for messages.
  std::string describe(const mind_ir::NodeProto& node) const;

 private:
  using Positions = std::unordered_map<std::string, int>;
  static std::optional<int> find(const Positions& positions, const std::string& name);
  void claim(const std::string& name, const std::string& what);

  const mind_ir::ModelProto& model_;
  std::string path_;
  std::unordered_map<std::string, const mind_ir::PrimitiveProto*> primitives_;
  Positions nodes_, parameters_;
  std::unordered_map<std::string, int> readers_;
  std::unordered_set<std::string> claimed_;
};

// The name by which a user finds a node in MindSpore: its scope, or else the name in the file.
std::string display_name(const mind_ir::NodeProto& node);

}  // namespace msquant
