#include "formats/mindir/mindir_node.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "formats/mindir/mindir_literal.h"

namespace msquant {
namespace {

template <class Attributes>
const mind_ir::AttributeProto* find_named(const Attributes& attributes, const char* name) {
  for (const auto& attribute : attributes) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

// None stands for a default, a monad for the order of side effects.
bool is_value(const mind_ir::AttributeProto& literal) {
  using mind_ir::AttributeProto;
  return literal.type() != AttributeProto::NONE && literal.type() != AttributeProto::UMONAD &&
         literal.type() != AttributeProto::IOMONAD;
}

std::vector<int64_t> integers_of_tensor(const Tensor& tensor) {
  if (tensor.dtype() == DType::kInt64) {
    return {tensor.data<int64_t>().begin(), tensor.data<int64_t>().end()};
  }
  return {tensor.data<int32_t>().begin(), tensor.data<int32_t>().end()};
}

}  // namespace

MindirNode::MindirNode(const mind_ir::NodeProto& proto, const MindirIndex& index,
                       std::vector<Operand> inputs, Graph& graph, NodeNames& names)
    : proto_(proto), index_(index), inputs_(std::move(inputs)), graph_(graph), names_(names) {}

const Operand& MindirNode::input(size_t i) const {
  if (i >= inputs_.size()) fail("it has no input " + std::to_string(i));
  return inputs_[i];
}

ValueId MindirNode::tensor(size_t i) const {
  if (input(i).tensor == kNoId) fail("input " + std::to_string(i) + " is not a tensor");
  return input(i).tensor;
}

std::vector<ValueId> MindirNode::tensors(size_t i) const {
  const auto& tuple = input(i).tuple;
  if (tuple == nullptr || tuple->empty()) {
    fail("input " + std::to_string(i) + " is not a tuple of tensors");
  }
  std::vector<ValueId> tensors;
  for (const Operand& element : *tuple) {
    if (element.tensor == kNoId) fail("an element of its tuple is not a tensor");
    tensors.push_back(element.tensor);
  }
  return tensors;
}

const mind_ir::AttributeProto* MindirNode::literal(Hyper hyper) const {
  // Inputs come first: a node may have an attribute of the same name that is something else, as
  // "shape" is the shape of its result.
  if (hyper.input < inputs_.size()) {
    const Operand& operand = inputs_[hyper.input];
    if (operand.tensor != kNoId || operand.tuple != nullptr) {
      unsupported("its '" + std::string(hyper.name) + "' is computed by the graph");
    }
    if (operand.literal != nullptr && is_value(*operand.literal)) return operand.literal;
  }
  if (const auto* found = find_named(proto_.attribute(), hyper.name)) return found;
  const auto* primitive = index_.attributes_of(proto_);
  return primitive == nullptr ? nullptr : find_named(primitive->attribute(), hyper.name);
}

template <class T>
std::optional<T> MindirNode::read(
    Hyper hyper, std::optional<T> (*reader)(const mind_ir::AttributeProto&)) const {
  const mind_ir::AttributeProto* written = literal(hyper);
  if (written == nullptr) return std::nullopt;
  auto value = reader(*written);
  if (!value) fail("its '" + std::string(hyper.name) + "' is not of the type it should be");
  return value;
}

std::optional<int64_t> MindirNode::integer(Hyper hyper) const { return read(hyper, integer_of); }
std::optional<float> MindirNode::real(Hyper hyper) const { return read(hyper, real_of); }
std::optional<float> MindirNode::number(Hyper hyper) const {
  return read<float>(hyper, [](const mind_ir::AttributeProto& literal) -> std::optional<float> {
    if (const auto integer = integer_of(literal)) return static_cast<float>(*integer);
    return real_of(literal);
  });
}
std::optional<std::string> MindirNode::text(Hyper hyper) const { return read(hyper, text_of); }
std::optional<DType> MindirNode::element_type(Hyper hyper) const {
  return read(hyper, element_type_of);
}
std::optional<std::vector<std::vector<int64_t>>> MindirNode::integer_rows(Hyper hyper) const {
  return read(hyper, integer_rows_of);
}

std::optional<std::vector<int64_t>> MindirNode::integers(Hyper hyper) const {
  // Older exports write axes and shapes as constant tensors.
  if (hyper.input < inputs_.size() && inputs_[hyper.input].tensor != kNoId) {
    const auto& constant = graph_.value(inputs_[hyper.input].tensor).constant;
    if (constant && (constant->dtype() == DType::kInt64 || constant->dtype() == DType::kInt32)) {
      return integers_of_tensor(*constant);
    }
  }
  return read(hyper, integers_of);
}

int64_t MindirNode::required_integer(Hyper hyper) const {
  const auto value = integer(hyper);
  if (!value) fail("it has no '" + std::string(hyper.name) + "'");
  return *value;
}

std::vector<int64_t> MindirNode::required_integers(Hyper hyper) const {
  const auto values = integers(hyper);
  if (!values) fail("it has no '" + std::string(hyper.name) + "'");
  return *values;
}

int64_t MindirNode::normalize_axis(int64_t axis, int64_t rank) const {
  if (axis < -rank || axis >= rank) fail("axis " + std::to_string(axis) + " out of range");
  return axis < 0 ? axis + rank : axis;
}

std::vector<int64_t> MindirNode::normalize_axes(std::vector<int64_t> axes, int64_t rank) const {
  for (int64_t& axis : axes) axis = normalize_axis(axis, rank);
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  return axes;
}

int MindirNode::count_readers(size_t i) const {
  input(i);
  return index_.count_readers(proto_.input(static_cast<int>(i)));
}

void MindirNode::require_nchw(Hyper hyper) const {
  const mind_ir::AttributeProto* written = literal(hyper);
  if (written == nullptr) return;
  const auto name = text_of(*written);
  // As an integer: 0 is NCHW, -1 the default, which is NCHW too.
  const bool is_nchw =
      name ? *name == "NCHW" || *name == "DefaultFormat" : integer_of(*written).value_or(1) <= 0;
  if (!is_nchw) unsupported("its layout is not NCHW");
}

Operand MindirNode::add_layer(OpKind kind, Attributes attributes, std::vector<ValueId> inputs) {
  if (index_.is_ours()) return add_op(kind, std::move(attributes), std::move(inputs));
  for (ValueId input : inputs) {
    const Value& weight = graph_.value(input);
    if (!weight.constant) continue;
    std::string name =
        names_.name_layer(cell_of_scope(proto_.domain()), stem_of_parameter(weight.name),
                          index_.primitive_of(proto_));
    return add(kind, std::move(name), std::move(attributes), std::move(inputs));
  }
  return add_op(kind, std::move(attributes), std::move(inputs));
}

Operand MindirNode::add_op(OpKind kind, Attributes attributes, std::vector<ValueId> inputs) {
  std::string name = index_.is_ours() ? names_.number(local_name(proto_.output(0)))
                                      : names_.name_operator(cell_of_scope(proto_.domain()),
                                                             index_.primitive_of(proto_));
  return add(kind, std::move(name), std::move(attributes), std::move(inputs));
}

Operand MindirNode::add(OpKind kind, std::string name, Attributes attributes,
                        std::vector<ValueId> inputs) {
  try {
    return Operand::of(
        graph_.add_node(kind, std::move(name), std::move(attributes), std::move(inputs)));
  } catch (const Error& error) {
    throw Error(error.kind(), error.message(), index_.path() + ": " + error.where(),
                error.because(), error.hint());
  }
}

ValueId MindirNode::add_constant(std::string name, Tensor tensor) {
  return graph_.add_constant(std::move(name), std::move(tensor));
}

void MindirNode::fail(const std::string& because) const {
  throw index_.error(ErrorKind::kModel, index_.describe(proto_), because, "export the model again");
}

void MindirNode::unsupported(const std::string& because, const std::string& hint) const {
  throw index_.error(ErrorKind::kUnsupported, index_.describe(proto_), because, hint);
}

}  // namespace msquant
