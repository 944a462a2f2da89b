// The older style: operators by name, attributes on the node, no states, no prefix of the graph.
#include <catch2/catch.hpp>
#include <set>

#include "formats/mindir/mindir_names.h"
#include "formats/mindir/mindir_reader.h"
#include "formats/mindir_support.h"
#include "graph/dump.h"
#include "support/shared.h"

namespace msquant {
namespace {

const std::set<std::string> kStates = {"Load", "Depend", "UpdateState"};

// Rewrites a file of MindSpore 2.10 to the minimal inline form that MindSpore loads as well.
class Inliner {
 public:
  explicit Inliner(mind_ir::ModelProto model) : model_(std::move(model)) {
    for (const auto& primitive : model_.primitives()) {
      rows_["REF::" + primitive.name()] = primitive;
    }
    auto& graph = *model_.mutable_graph();
    auto nodes = std::move(*graph.mutable_node());
    graph.clear_node();
    for (auto& node : nodes) add(node);
    for (auto& input : *graph.mutable_input()) input.set_name(local_name(input.name()));
    for (auto& parameter : *graph.mutable_parameter()) {
      parameter.set_name(parameter.ref_key());
      parameter.clear_ref_key();
    }
    for (auto& output : *graph.mutable_output()) output.set_name(name(output.name()));
    graph.clear_attribute();
    model_.clear_primitives();
  }

  const mind_ir::ModelProto& model() const { return model_; }

 private:
  // A state passes its first input on.
  std::string name(const std::string& value) const {
    const auto found = passed_on_.find(value);
    return found == passed_on_.end() ? local_name(value) : found->second;
  }

  void add(mind_ir::NodeProto node) {
    const mind_ir::PrimitiveProto row = rows_[node.op_type()];
    if (kStates.count(row.op_type()) > 0) {
      passed_on_[node.output(0)] = name(node.input(0));
      return;
    }
    if (node.op_type() != "Constant") {
      node.set_op_type(row.op_type());
      node.clear_attribute();
      *node.mutable_attribute() = row.attribute();
    }
    node.clear_node_attr();
    for (auto& input : *node.mutable_input()) input = name(input);
    node.set_output(0, local_name(node.output(0)));
    *model_.mutable_graph()->add_node() = node;
  }

  mind_ir::ModelProto model_;
  std::map<std::string, mind_ir::PrimitiveProto> rows_;
  std::map<std::string, std::string> passed_on_;
};

}  // namespace

TEST_CASE("A model reads the same with its attributes inline as with a table of primitives") {
  const auto file =
      GENERATE("golden/small.mindir", "golden/t2_q.mindir", "models/lenet5/lenet5_b1.mindir",
               "models/mobilenet_v2/mobilenet_v2_b1.mindir");
  const auto path = shared_file(file);
  MSQUANT_SKIP_WITHOUT(path);
  const mind_ir::ModelProto table = load_model(path);
  CHECK(dump(read_model(Inliner(table).model())) == dump(read_model(table)));
}

TEST_CASE("Without scopes, layers are named after their parameters") {
  const auto path = shared_file("golden/small.mindir");
  MSQUANT_SKIP_WITHOUT(path);
  mind_ir::ModelProto model = load_model(path);
  for (auto& node : *model.mutable_graph()->mutable_node()) node.clear_domain();
  const Graph graph = read_model(model);
  for (const char* name : {"conv1", "conv2"}) {
    CHECK(node_named(graph, name).kind == OpKind::kConv2d);
  }
  for (const char* name : {"bn1", "bn2"}) {
    CHECK(node_named(graph, name).kind == OpKind::kBatchNorm);
  }
  CHECK(node_named(graph, "fc").kind == OpKind::kMatMul);
  CHECK(node_named(graph, "Add").kind == OpKind::kAdd);
}

TEST_CASE("Hyper-parameters of older operators are attributes") {
  const std::string vector = " parameter { " + zeros("bn.gamma", {8}) + " }" + " parameter { " +
                             zeros("bn.beta", {8}) + " }" + " parameter { " +
                             zeros("bn.mean", {8}) + " }" + " parameter { " +
                             zeros("bn.variance", {8}) + " }";
  const Graph graph = read_text(R"(
    input { name: 'x' tensor { dims: 2 dims: 8 data_type: 1 } }
    parameter { )" + zeros("fc.weight", {4, 8}) +
                                " }" + vector + R"(
    node {
      op_type: 'BatchNorm' output: 'bn'
      input: 'x' input: 'bn.gamma' input: 'bn.beta' input: 'bn.mean' input: 'bn.variance'
      attribute { name: 'is_training' type: BOOL i: 0 }
      attribute { name: 'epsilon' type: FLOAT f: 0.25 }
      attribute { name: 'format' type: STRING s: 'NCHW' }
    }
    node { op_type: 'Constant' output: 'zero' attribute { name: 'value' type: INT64 i: 0 } }
    node { op_type: 'TupleGetItem' output: 'bn0' input: 'bn' input: 'zero' }
    node {
      op_type: 'MatMul' output: 'y' input: 'bn0' input: 'fc.weight'
      attribute { name: 'transpose_a' type: BOOL i: 0 }
      attribute { name: 'transpose_b' type: BOOL i: 1 }
    }
    node {
      op_type: 'ReduceMean' output: 'm' input: 'y' input: 'axis'
      attribute { name: 'keep_dims' type: BOOL i: 1 }
    }
    node {
      op_type: 'Constant' output: 'axis'
      attribute { name: 'value' type: TUPLE values { ints: -1 type: INT64 } }
    }
    output { name: 'm' })");
  CHECK(node_named(graph, "bn").as<BatchNormAttrs>().epsilon == 0.25f);
  CHECK(node_named(graph, "fc").as<MatMulAttrs>().transpose_b);
  const auto& mean = node_named(graph, "ReduceMean").as<ReduceAttrs>();
  CHECK(mean.axes == std::vector<int64_t>{1});
  CHECK(mean.keep_dims);
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{2, 1});
}

}  // namespace msquant
