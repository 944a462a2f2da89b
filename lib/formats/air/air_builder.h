// Builds the GraphDef of an AIR file operator by operator: unique names, links, descriptors and the
// name maps by which GE finds inputs. See docs/formats.md for what a loader demands.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "formats/air/air_attributes.h"
#include "formats/air/air_file.h"
#include "formats/air/air_weights.h"
#include "formats/air/air_writer.h"
#include "ge_ir.pb.h"
#include "graph/graph.h"

namespace msquant {

// The output of an operator that has been written.
struct AirValue {
  std::string source;  // "operator:0"; "" for an optional input that is absent
  TensorType type;
};

// Throws Error(kUnsupported) naming `what` unless its name is UTF-8, which protobuf demands.
void require_utf8(const std::string& what, const std::string& name);

class AirBuilder {
 public:
  // Writes into `out`, which must outlive the builder, as must `graph`. Large constants go to
  // `weights` instead, unless that is nullptr.
  AirBuilder(const Graph& graph, AirStyle style, ge::proto::GraphDef* out, AirWeights* weights)
      : graph_(graph), style_(style), out_(out), weights_(weights) {}

  const Graph& graph() const { return graph_; }
  AirStyle style() const { return style_; }

  // The network's input number `index`.
  AirValue add_data(const std::string& name, const TensorType& type, int64_t index);

  // A Const operator named `<name>_const`, as MindSpore names them.
  AirValue add_constant(const std::string& name, const Tensor& tensor);

  // An operator with a prototype, whose inputs and outputs are the first ports of the prototype.
  // Returns output 0. Throws Error(kUnsupported) naming the node if a port does not take the
  // element type, or as require_utf8() does.
  AirValue add_op(const std::string& type, const std::string& name,
                  const std::vector<AirValue>& inputs, const AirAttributes& attributes,
                  const std::vector<TensorType>& outputs);

  // What has been written for a value. A constant is written when it is first asked for, under
  // `constant_name` if given and under its own name else.
  AirValue value(ValueId id, const std::string& constant_name = {});
  void set_value(ValueId id, AirValue written) { written_[id] = std::move(written); }

  void add_graph_output(const AirValue& value) { out_->add_output(value.source); }

  // What the Const operators hold, in their order.
  const std::vector<AirConstant>& constants() const { return constants_; }

 private:
  std::string claim_name(const std::string& wish);

  const Graph& graph_;
  AirStyle style_;
  ge::proto::GraphDef* out_;
  AirWeights* weights_;
  std::vector<AirConstant> constants_;
  std::unordered_map<ValueId, AirValue> written_;
  std::unordered_set<std::string> names_;
};

}  // namespace msquant
