#include "formats/onnx/onnx_graph.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "formats/onnx/onnx_index.h"
#include "formats/onnx/onnx_node.h"
#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_order.h"
#include "formats/onnx/onnx_tensor.h"

namespace msquant {
namespace {

// No image has a larger edge; products of larger ones would overflow.
constexpr int64_t kMaxExtent = std::numeric_limits<int32_t>::max();

class Lowering {
 public:
  Lowering(onnx::ModelProto& model, const std::filesystem::path& path)
      : proto_(*model.mutable_graph()),
        index_(model, path.string()),
        external_(path),
        graph_(proto_.name()) {}

  Graph run() {
    for (const auto& input : proto_.input()) {
      if (!index_.find_initializer(input.name())) add_input(input);
    }
    for (int position : order_onnx_nodes(index_)) lower_node(*proto_.mutable_node(position));
    set_outputs();
    return std::move(graph_);
  }

 private:
  void add_input(const onnx::ValueInfoProto& input);
  Shape input_shape(const onnx::TensorShapeProto& shape, const std::string& item);
  OnnxOperand& operand(const std::string& name);
  void lower_node(onnx::NodeProto& node);
  OnnxOperand compute(OnnxNode& node);
  OnnxOperand take_constant(onnx::NodeProto& node);
  void set_outputs();

  onnx::GraphProto& proto_;
  OnnxIndex index_;
  ExternalData external_;
  Graph graph_;
  OnnxNames names_;
  // References to its elements stay valid while it grows.
  std::unordered_map<std::string, OnnxOperand> operands_;
};

void Lowering::add_input(const onnx::ValueInfoProto& input) {
  const std::string item = "input '" + input.name() + "'";
  const auto unsupported = [&](const std::string& because) {
    return index_.error(ErrorKind::kUnsupported, item, because,
                        "export the model with inputs that are tensors of fixed size");
  };
  if (!input.type().has_tensor_type()) throw unsupported("it is not a tensor");
  const auto& type = input.type().tensor_type();
  const auto dtype = dtype_of_onnx(type.elem_type());
  if (!dtype) throw unsupported("its element type is not supported");
  if (!type.has_shape()) throw unsupported("its shape is not given");
  Shape shape = input_shape(type.shape(), item);
  if (std::any_of(shape.begin(), shape.end(), [](int64_t d) { return d < 1; })) {
    throw unsupported("its shape " + to_string(shape) + " is not fixed (-1: unknown)");
  }
  const auto is_huge = [](int64_t d) { return d > kMaxExtent; };
  if (std::any_of(shape.begin(), shape.end(), is_huge) || !checked_byte_count(*dtype, shape)) {
    throw index_.error(ErrorKind::kModel, item, "its shape " + to_string(shape) + " is impossible");
  }
  const ValueId value = graph_.add_input(input.name(), {*dtype, std::move(shape)});
  operands_[input.name()] = {input.name(), {}, value};
}

// Unknown dimensions are -1, an unknown batch is 1. Some exporters write 0 or -1 for unknown.
Shape Lowering::input_shape(const onnx::TensorShapeProto& written, const std::string& item) {
  Shape shape;
  for (const auto& dim : written.dim()) shape.push_back(dim.dim_value() > 0 ? dim.dim_value() : -1);
  if (!shape.empty() && shape[0] == -1) {
    log::info("{}: {} may have any batch size; 1 is taken", index_.path(), item);
    shape[0] = 1;
  }
  return shape;
}

OnnxOperand& Lowering::operand(const std::string& name) {
  const auto known = operands_.find(name);
  if (known != operands_.end()) return known->second;
  if (const auto position = index_.find_initializer(name)) {
    Tensor tensor = take_onnx_tensor(*proto_.mutable_initializer(*position), index_.path(),
                                     "initializer '" + name + "'", external_);
    return operands_[name] = {name, std::move(tensor), kNoId};
  }
  if (const auto result = index_.find_result(name)) {
    const auto& node = proto_.node(result->node);
    throw index_.error(ErrorKind::kUnsupported, OnnxIndex::describe(node),
                       "its result " + std::to_string(result->output) + " '" + name +
                           "' is used, msquant computes the first one only");
  }
  throw index_.error(ErrorKind::kModel, "tensor '" + name + "'", "nothing in the file makes it");
}

void Lowering::lower_node(onnx::NodeProto& node) {
  std::vector<OnnxOperand*> inputs;
  for (const std::string& name : node.input()) {
    inputs.push_back(name.empty() ? nullptr : &operand(name));
  }
  OnnxNode context(node, index_, std::move(inputs), graph_, names_);
  if (node.output_size() == 0 || node.output(0).empty()) context.fail("it has no first result");
  OnnxOperand result = node.op_type() == "Constant" ? take_constant(node) : compute(context);
  if (result.name.empty()) result.name = node.output(0);
  int position = 0;
  operands_[node.output(0)] = std::move(result);
  for (OnnxOperand& each : context.more_results()) {
    const std::string& name = node.output(++position);
    each.name = name;
    operands_[name] = std::move(each);
  }
}

OnnxOperand Lowering::compute(OnnxNode& node) {
  const OnnxOp& op = *find_onnx_op(node.proto().op_type());
  if (op.fold != nullptr && node.is_foldable()) {
    if (auto folded = op.fold(node)) {
      // A weight that is cast or transposed keeps its name.
      return {node.operand(0).name, std::move(folded), kNoId};
    }
  }
  if (op.lower == nullptr) node.unsupported("msquant computes it on the shapes of tensors only");
  return op.lower(node);
}

OnnxOperand Lowering::take_constant(onnx::NodeProto& node) {
  const std::string item = "constant '" + node.output(0) + "'";
  if (node.attribute_size() != 1) {
    throw index_.error(ErrorKind::kModel, item, "it has not exactly one attribute");
  }
  auto& value = *node.mutable_attribute(0);
  const std::vector<float> reals(value.floats().begin(), value.floats().end());
  const std::vector<int64_t> integers(value.ints().begin(), value.ints().end());
  switch (value.type()) {
    case onnx::AttributeProto::TENSOR:
      return OnnxOperand::of(take_onnx_tensor(*value.mutable_t(), index_.path(), item, external_));
    case onnx::AttributeProto::FLOAT:
      return OnnxOperand::of(Tensor::from<float>({}, {value.f()}));
    case onnx::AttributeProto::INT:
      return OnnxOperand::of(Tensor::from<int64_t>({}, {value.i()}));
    case onnx::AttributeProto::FLOATS:
      return OnnxOperand::of(Tensor::from<float>({value.floats_size()}, reals));
    case onnx::AttributeProto::INTS:
      return OnnxOperand::of(Tensor::from<int64_t>({value.ints_size()}, integers));
    default:
      throw index_.error(ErrorKind::kUnsupported, item, "it is not a dense tensor of numbers");
  }
}

void Lowering::set_outputs() {
  std::vector<ValueId> outputs;
  std::vector<std::string> names;
  for (const auto& output : proto_.output()) {
    OnnxOperand& result = operand(output.name());
    if (result.value == kNoId) result.value = graph_.add_constant(result.name, *result.literal);
    outputs.push_back(result.value);
    names.push_back(output.name());
  }
  if (outputs.empty()) throw index_.error(ErrorKind::kModel, "the graph", "it has no output");
  graph_.set_outputs(std::move(outputs), std::move(names));
}

}  // namespace

Graph lower_onnx(onnx::ModelProto model, const std::filesystem::path& path) {
  return Lowering(model, path).run();
}

}  // namespace msquant
