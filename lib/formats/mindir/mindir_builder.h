// A MindIR graph while it is written: operators by name with their attributes inline, no states.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "formats/mindir/mindir_data_file.h"
#include "formats/mindir/mindir_literal.h"
#include "formats/mindir/mindir_names.h"
#include "graph/graph.h"
#include "mind_ir.pb.h"

namespace msquant {

// A hyper-parameter: an attribute of that name, or a Constant that is an input.
using MindirHyper = std::pair<const char*, mind_ir::AttributeProto>;
using MindirHypers = std::vector<MindirHyper>;

class MindirBuilder {
 public:
  // All must outlive the builder. Names the inputs. Parameters go into `data`, if it is not null.
  MindirBuilder(const Graph& graph, mind_ir::GraphProto* proto, MindirDataFile* data);

  const Graph& graph() const { return graph_; }
  const TensorType& type(ValueId id) const { return graph_.value(id).type; }
  const TensorType& result_type(const Node& node) const { return type(node.outputs[0]); }

  // What the file calls a value. A constant becomes a parameter when it is first asked for.
  std::string value(ValueId id);
  void set_value(ValueId id, std::string name) { values_[id] = std::move(name); }

  // Adds an operator and returns what the file calls its result, which is `name` behind the prefix
  // that all names have. `type` is the result's, null if it is no tensor; MindSpore cannot infer it
  // for every operator.
  std::string add_op(const char* primitive, const std::string& name,
                     std::vector<std::string> inputs, const TensorType* type,
                     const MindirHypers& attributes = {});

  // Adds the operator for a node: its inputs, then the hyper-parameters as inputs.
  std::string add_node(const char* primitive, const Node& node, const MindirHypers& inputs = {});

  // A tuple of tensors.
  std::string add_tuple(const std::string& name, const std::vector<ValueId>& elements);

  // Adds a Constant named "<node>.<what>".
  std::string add_literal(const Node& node, const MindirHyper& literal);

  // Several results are one tuple.
  void set_outputs(const std::vector<ValueId>& ids);

 private:
  std::string claim(const std::string& name);

  const Graph& graph_;
  mind_ir::GraphProto* proto_;
  MindirDataFile* data_;
  NodeNames names_;
  std::unordered_map<ValueId, std::string> values_;
};

}  // namespace msquant
