#include "formats/mindir/mindir_graph.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "formats/mindir/mindir_index.h"
#include "formats/mindir/mindir_node.h"
#include "formats/mindir/mindir_ops.h"
#include "formats/mindir/mindir_order.h"
#include "formats/mindir/mindir_tensor.h"
#include "formats/mindir/mindir_types.h"

namespace msquant {
namespace {

class Lowering {
 public:
  Lowering(mind_ir::ModelProto& model, const std::filesystem::path& path)
      : proto_(*model.mutable_graph()),
        index_(model, path.string()),
        external_(path),
        graph_(proto_.name()) {}

  Graph run() {
    for (const auto& input : proto_.input()) add_input(input);
    for (int position : order_mindir_nodes(index_)) lower_node(position);
    set_outputs();
    return std::move(graph_);
  }

 private:
  void add_input(const mind_ir::ValueInfoProto& input);
  Operand operand(const std::string& name);
  Operand take_parameter(int position);
  void lower_node(int position);
  Operand take_constant(mind_ir::NodeProto& node);
  void set_outputs();

  mind_ir::GraphProto& proto_;
  MindirIndex index_;
  ExternalData external_;
  Graph graph_;
  NodeNames names_;
  std::unordered_map<std::string, Operand> operands_;
};

void Lowering::add_input(const mind_ir::ValueInfoProto& input) {
  const std::string name = local_name(input.name()), item = "input '" + name + "'";
  const auto unsupported = [&](const std::string& because) {
    return index_.error(ErrorKind::kUnsupported, item, because,
                        "export the model with inputs that are tensors of fixed size");
  };
  if (input.tensor_size() != 1) throw unsupported("it is not a tensor");
  const auto dtype = dtype_of_mindir(input.tensor(0).data_type());
  if (!dtype) throw unsupported("its element type is not supported");
  Shape shape = shape_of_mindir(input.tensor(0));
  if (!shape.empty() && shape[0] == -1) {
    log::info("{}: {} may have any batch size; 1 is taken", index_.path(), item);
    shape[0] = 1;
  }
  if (std::any_of(shape.begin(), shape.end(), [](int64_t d) { return d < 1; })) {
    throw unsupported("its shape " + to_string(shape) + " is not fixed");
  }
  if (!checked_byte_count(*dtype, shape)) {
    throw index_.error(ErrorKind::kModel, item, "its shape " + to_string(shape) + " is impossible");
  }
  operands_[input.name()] = Operand::of(graph_.add_input(name, {*dtype, std::move(shape)}));
}

Operand Lowering::operand(const std::string& name) {
  const auto known = operands_.find(name);
  if (known != operands_.end()) return known->second;
  const auto parameter = index_.find_parameter(name);
  if (!parameter) {
    throw index_.error(ErrorKind::kModel, "value '" + name + "'",
                       "nothing in the file computes it");
  }
  return operands_[name] = take_parameter(*parameter);
}

Operand Lowering::take_parameter(int position) {
  mind_ir::TensorProto& proto = *proto_.mutable_parameter(position);
  std::string name = proto.has_ref_key() ? proto.ref_key() : local_name(proto.name());
  Tensor tensor = take_mindir_tensor(proto, index_.path(), "parameter '" + name + "'", external_);
  return Operand::of(graph_.add_constant(std::move(name), std::move(tensor)));
}

void Lowering::lower_node(int position) {
  mind_ir::NodeProto& node = *proto_.mutable_node(position);
  const MindirOp& op = *find_mindir_op(index_.primitive_of(node));
  if (op.lower == nullptr) {
    operands_[node.output(0)] = take_constant(node);
    return;
  }
  std::vector<Operand> inputs;
  for (int i = 0; i < op.count_data_inputs(node.input_size()); ++i) {
    inputs.push_back(operand(node.input(i)));
  }
  MindirNode context(node, index_, std::move(inputs), graph_, names_);
  operands_[node.output(0)] = op.lower(context);
}

Operand Lowering::take_constant(mind_ir::NodeProto& node) {
  const std::string item = "constant '" + node.output(0) + "'";
  auto& attributes = *node.mutable_attribute();
  const auto value = std::find_if(attributes.begin(), attributes.end(),
                                  [](const auto& each) { return each.name() == "value"; });
  if (value == attributes.end()) throw index_.error(ErrorKind::kModel, item, "it has no value");
  mind_ir::TensorProto* tensor = value->has_t()               ? value->mutable_t()
                                 : value->tensors_size() == 1 ? value->mutable_tensors(0)
                                                              : nullptr;
  if (tensor == nullptr || !holds_elements(*tensor)) return Operand::of(*value);
  return Operand::of(graph_.add_constant(
      local_name(node.output(0)), take_mindir_tensor(*tensor, index_.path(), item, external_)));
}

void Lowering::set_outputs() {
  std::vector<ValueId> outputs;
  for (const auto& output : proto_.output()) {
    const Operand result = operand(output.name());
    const std::vector<Operand> results =
        result.tuple != nullptr ? *result.tuple : std::vector<Operand>{result};
    for (const Operand& each : results) {
      if (each.tensor == kNoId) {
        throw index_.error(ErrorKind::kUnsupported, "output '" + local_name(output.name()) + "'",
                           "it is not a tensor");
      }
      outputs.push_back(each.tensor);
    }
  }
  if (outputs.empty()) throw index_.error(ErrorKind::kModel, "the graph", "it has no output");
  graph_.set_outputs(std::move(outputs));
}

}  // namespace

Graph lower_mindir(mind_ir::ModelProto model, const std::filesystem::path& path) {
  return Lowering(model, path).run();
}

}  // namespace msquant
