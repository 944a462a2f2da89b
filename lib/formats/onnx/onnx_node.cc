#include "formats/onnx/onnx_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "formats/numbers.h"
#include "formats/onnx/onnx_tensor.h"

namespace msquant {
namespace {

using onnx::AttributeProto;

// The elements of an int32, int64 or bool tensor, or nothing.
std::optional<std::vector<int64_t>> integers_of(const Tensor& tensor) {
  return visit_dtype(tensor.dtype(), [&](auto zero) -> std::optional<std::vector<int64_t>> {
    using T = decltype(zero);
    if constexpr (std::is_same_v<T, int32_t> || std::is_same_v<T, int64_t> ||
                  std::is_same_v<T, bool>) {
      return std::vector<int64_t>(tensor.data<T>().begin(), tensor.data<T>().end());
    }
    return std::nullopt;
  });
}

}  // namespace

OnnxNode::OnnxNode(const onnx::NodeProto& proto, const OnnxIndex& index,
                   std::vector<OnnxOperand*> inputs, Graph& graph, OnnxNames& names)
    : proto_(proto), index_(index), inputs_(std::move(inputs)), graph_(graph), names_(names) {}

const OnnxOperand& OnnxNode::operand(size_t i) const {
  if (!has(i)) fail("it has no input " + std::to_string(i));
  return *inputs_[i];
}

TensorType OnnxNode::type(size_t i) const {
  const OnnxOperand& input = operand(i);
  return input.literal ? TensorType{input.literal->dtype(), input.literal->shape()}
                       : graph_.value(input.value).type;
}

const Shape& OnnxNode::shape(size_t i) const {
  const OnnxOperand& input = operand(i);
  return input.literal ? input.literal->shape() : graph_.value(input.value).type.shape;
}

ValueId OnnxNode::value(size_t i) {
  const OnnxOperand& input = operand(i);
  if (input.value == kNoId) inputs_[i]->value = graph_.add_constant(input.name, *input.literal);
  return input.value;
}

const Tensor* OnnxNode::literal(size_t i) const {
  const OnnxOperand& input = operand(i);
  return input.literal ? &*input.literal : nullptr;
}

bool OnnxNode::is_foldable() const {
  return !inputs_.empty() && std::all_of(inputs_.begin(), inputs_.end(), [](const auto* input) {
    return input == nullptr || input->literal.has_value();
  });
}

const AttributeProto* OnnxNode::attribute(const char* name) const {
  const auto& all = proto_.attribute();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const AttributeProto& each) { return each.name() == name; });
  return found == all.end() ? nullptr : &*found;
}

const AttributeProto* OnnxNode::attribute_of_type(const char* name,
                                                  AttributeProto::AttributeType type) const {
  const AttributeProto* found = attribute(name);
  if (found != nullptr && found->type() != type) {
    fail("its attribute '" + std::string(name) + "' is not of the type it should be");
  }
  return found;
}

const Tensor* OnnxNode::literal_setting(OnnxSetting setting) const {
  if (!has(setting.input)) return nullptr;
  const Tensor* tensor = literal(setting.input);
  if (tensor == nullptr) unsupported("its '" + std::string(setting.name) + "' is not constant");
  return tensor;
}

std::optional<int64_t> OnnxNode::integer(OnnxSetting setting) const {
  if (const auto* found = attribute_of_type(setting.name, AttributeProto::INT)) return found->i();
  const Tensor* tensor = literal_setting(setting);
  if (tensor == nullptr) return std::nullopt;
  const auto elements = integers_of(*tensor);
  if (!elements || elements->size() != 1) {
    fail("its '" + std::string(setting.name) + "' is not one integer");
  }
  return elements->front();
}

std::optional<float> OnnxNode::real(OnnxSetting setting) const {
  if (const auto* found = attribute_of_type(setting.name, AttributeProto::FLOAT)) return found->f();
  const Tensor* tensor = literal_setting(setting);
  if (tensor == nullptr) return std::nullopt;
  if (tensor->size() != 1) fail("its '" + std::string(setting.name) + "' is not one number");
  if (!is_floating(tensor->dtype())) {
    unsupported("its '" + std::string(setting.name) + "' is not of floating-point type");
  }
  return tensor->to_float32().data<float>()[0];
}

std::optional<std::string> OnnxNode::text(const char* name) const {
  const auto* found = attribute_of_type(name, AttributeProto::STRING);
  return found == nullptr ? std::nullopt : std::optional(found->s());
}

std::optional<std::vector<int64_t>> OnnxNode::integers(OnnxSetting setting) const {
  if (const auto* found = attribute_of_type(setting.name, AttributeProto::INTS)) {
    return std::vector<int64_t>(found->ints().begin(), found->ints().end());
  }
  const Tensor* tensor = literal_setting(setting);
  if (tensor == nullptr) return std::nullopt;
  auto elements = integers_of(*tensor);
  if (!elements) fail("its '" + std::string(setting.name) + "' is not of integers");
  return elements;
}

std::optional<std::vector<float>> OnnxNode::reals(OnnxSetting setting) const {
  if (const auto* found = attribute_of_type(setting.name, AttributeProto::FLOATS)) {
    return std::vector<float>(found->floats().begin(), found->floats().end());
  }
  const Tensor* tensor = literal_setting(setting);
  if (tensor == nullptr) return std::nullopt;
  if (!is_floating(tensor->dtype())) {
    fail("its '" + std::string(setting.name) + "' is not of floating-point type");
  }
  const Tensor widened = tensor->to_float32();
  return std::vector<float>(widened.data<float>().begin(), widened.data<float>().end());
}

std::optional<Tensor> OnnxNode::tensor(const char* name) const {
  const auto* found = attribute_of_type(name, AttributeProto::TENSOR);
  if (found == nullptr) return std::nullopt;
  onnx::TensorProto copy = found->t();
  ExternalData external(index_.path());
  return take_onnx_tensor(copy, index_.path(), OnnxIndex::describe(proto_), external);
}

int64_t OnnxNode::normalize_axis(int64_t axis, int64_t rank) const {
  if (axis < -rank || axis >= rank) {
    fail("axis " + std::to_string(axis) + " is out of range for " + std::to_string(rank) +
         " dimensions");
  }
  return axis < 0 ? axis + rank : axis;
}

std::vector<int64_t> OnnxNode::normalize_axes(std::vector<int64_t> axes, int64_t rank) const {
  for (int64_t& axis : axes) axis = normalize_axis(axis, rank);
  std::sort(axes.begin(), axes.end());
  if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) fail("it names an axis twice");
  return axes;
}

OnnxOperand OnnxNode::add_layer(OpKind kind, Attributes attributes, std::vector<ValueId> inputs) {
  for (ValueId input : inputs) {
    const Value& weight = graph_.value(input);
    const std::string layer = weight.constant ? layer_of_weight(weight.name) : std::string();
    if (!layer.empty()) return add(kind, layer, std::move(attributes), std::move(inputs));
  }
  return add_op(kind, std::move(attributes), std::move(inputs));
}

OnnxOperand OnnxNode::add_op(OpKind kind, Attributes attributes, std::vector<ValueId> inputs) {
  const std::string& name = proto_.name().empty() ? proto_.op_type() : proto_.name();
  return add(kind, name, std::move(attributes), std::move(inputs));
}

OnnxOperand OnnxNode::add_unary(OpKind kind, Attributes attributes) {
  return add_op(kind, std::move(attributes), {value(0)});
}

OnnxOperand OnnxNode::add(OpKind kind, const std::string& name, Attributes attributes,
                          std::vector<ValueId> inputs) {
  try {
    return OnnxOperand::of(
        graph_.add_node(kind, names_.claim(name), std::move(attributes), std::move(inputs)));
  } catch (const Error& error) {
    throw Error(error.kind(), error.message(), index_.path() + ": " + error.where(),
                error.because(), error.hint());
  }
}

ValueId OnnxNode::add_constant(std::string name, Tensor tensor) {
  return graph_.add_constant(std::move(name), std::move(tensor));
}

ValueId OnnxNode::add_number(const std::string& what, DType dtype, float number) {
  if (!can_hold(dtype, number)) {
    fail(fmt::format("its {} {} is not one of {}", what, number, name_of(dtype)));
  }
  return add_constant(proto_.output(0) + "." + what, scalar_of(dtype, number));
}

ValueId OnnxNode::reshaped(size_t i, const Shape& shape) {
  if (const Tensor* tensor = literal(i);
      tensor != nullptr && tensor->size() == element_count(shape)) {
    return add_constant(operand(i).name, tensor->reshaped(shape));
  }
  return add_op(OpKind::kReshape, ReshapeAttrs{shape}, {value(i)}).value;
}

void OnnxNode::fail(const std::string& because) const {
  throw index_.error(ErrorKind::kModel, OnnxIndex::describe(proto_), because,
                     "export the model again");
}

void OnnxNode::unsupported(const std::string& because) const {
  throw index_.error(ErrorKind::kUnsupported, OnnxIndex::describe(proto_), because);
}

}  // namespace msquant
