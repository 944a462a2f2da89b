#include "formats/air/air_node.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

constexpr int64_t kMaxDim = std::numeric_limits<int32_t>::max();
constexpr size_t kMaxRank = 8;

bool is_dim(int64_t value) { return value >= 0 && value <= kMaxDim; }

}  // namespace

TensorType read_type(const ge::proto::TensorDescriptor& desc, const std::string& where) {
  const auto dtype = dtype_of_descriptor(desc.dtype());
  if (!dtype) {
    throw Error(ErrorKind::kUnsupported, "unknown element type", where,
                "type " + std::to_string(desc.dtype()) + " of ge.proto.DataType");
  }
  const Shape shape(desc.shape().dim().begin(), desc.shape().dim().end());
  if (std::find_if(shape.begin(), shape.end(), [](int64_t d) { return d < 0; }) != shape.end()) {
    throw Error(ErrorKind::kUnsupported, "a dimension is not known", where, to_string(shape),
                "export the model with a fixed shape");
  }
  if (shape.size() > kMaxRank || !std::all_of(shape.begin(), shape.end(), is_dim) ||
      !checked_byte_count(*dtype, shape)) {
    throw Error(ErrorKind::kModel, "a shape is too large", where, to_string(shape));
  }
  return {*dtype, shape};
}

AirNode::AirNode(AirImport& import, int index, const GePrototype& prototype)
    : import_(import), index_(index), attributes_(import.file.op(index), prototype) {}

std::string AirNode::where() const { return "node '" + op().name() + "' (" + op().type() + ")"; }

void AirNode::require(bool condition, const std::string& because) const {
  if (!condition) throw Error(ErrorKind::kModel, "malformed operator", where(), because);
}

void AirNode::unsupported(const std::string& because) const {
  throw Error(ErrorKind::kUnsupported, "an operator is used in a way that is not supported",
              where(), because);
}

bool AirNode::has_input(size_t i) const {
  const auto& inputs = import_.links.inputs[static_cast<size_t>(index_)];
  return i < inputs.size() && inputs[i].is_linked();
}

size_t AirNode::input_count() const {
  size_t count = 0;
  while (has_input(count)) ++count;
  return count;
}

const AirLink& AirNode::link(size_t i) const {
  require(has_input(i), "its input " + std::to_string(i) + " is not linked");
  return import_.links.inputs[static_cast<size_t>(index_)][i];
}

ValueId AirNode::input(size_t i) const {
  const AirLink& from = link(i);
  const auto& results = import_.results.at(from.producer);
  if (static_cast<size_t>(from.output) >= results.size()) {
    unsupported("it uses output " + std::to_string(from.output) + " of '" +
                import_.file.op(from.producer).name() + "'");
  }
  return results[static_cast<size_t>(from.output)];
}

Node* AirNode::producer(size_t i) {
  const NodeId id = import_.graph.value(input(i)).producer;
  return id == kNoId ? nullptr : &import_.graph.node(id);
}

bool AirNode::is_only_user_of(size_t i) const {
  const int from = link(i).producer;
  if (import_.links.consumers[static_cast<size_t>(from)].size() != 1) return false;
  const auto& outputs = import_.file.output();
  return std::none_of(outputs.begin(), outputs.end(), [&](const std::string& text) {
    const auto output = import_.links.find(import_.file, text);
    return output && output->producer == from;
  });
}

const Tensor& AirNode::constant(size_t i) const {
  const auto& constant = import_.graph.value(input(i)).constant;
  if (!constant) unsupported("its input " + std::to_string(i) + " is not constant");
  return *constant;
}

std::vector<int64_t> AirNode::constant_ints(size_t i) const {
  const Tensor& tensor = constant(i);
  require(tensor.size() <= static_cast<int64_t>(2 * kMaxRank),
          "its input " + std::to_string(i) + " has " + std::to_string(tensor.size()) + " elements");
  if (tensor.dtype() == DType::kInt64) {
    return {tensor.data<int64_t>().begin(), tensor.data<int64_t>().end()};
  }
  require(tensor.dtype() == DType::kInt32,
          "its input " + std::to_string(i) + " is neither int32 nor int64");
  return {tensor.data<int32_t>().begin(), tensor.data<int32_t>().end()};
}

Pair AirNode::get_image_pair(const std::string& name) const {
  const std::vector<int64_t> values = attributes_.get_ints(name);
  require(values.size() == 4 && values[0] == 1 && values[1] == 1 &&
              std::all_of(values.begin(), values.end(),
                          [](int64_t v) { return v >= 1 && v <= kMaxDim; }),
          "its attribute '" + name + "' is " + to_string(values));
  return {values[2], values[3]};
}

Padding AirNode::get_padding(const std::string& name) const {
  const std::vector<int64_t> values = attributes_.get_ints(name);
  require(values.size() == 4 && std::all_of(values.begin(), values.end(), is_dim),
          "its attribute '" + name + "' is " + to_string(values));
  return {values[0], values[1], values[2], values[3]};
}

int64_t AirNode::normalized_axis(int64_t axis) const {
  const auto rank = static_cast<int64_t>(shape(0).size());
  require(axis >= -rank && axis < rank, "axis " + std::to_string(axis) + " is out of range");
  return axis < 0 ? axis + rank : axis;
}

void AirNode::require_nchw() const {
  const std::string format = attributes_.get_string("data_format");
  if (format != "NCHW") unsupported("its data_format is " + format + ", only NCHW is read");
}

Tensor AirNode::value_tensor() const {
  const auto& attributes = op().attr();
  const auto found = attributes.find("value");
  require(found != attributes.end() && found->second.has_t(),
          "its attribute 'value' is not a tensor");
  const ge::proto::TensorDef& value = found->second.t();
  const TensorType type = read_type(value.desc(), where());
  FileSlice data{value.data(), nullptr};
  std::shared_ptr<const void> owner = import_.model;
  if (const auto location = attributes.find("location"); location != attributes.end()) {
    const auto length = attributes.find("length");
    require(length != attributes.end(), "it has a 'location' without a 'length'");
    data = import_.external.read(location->second.s(), 0, length->second.i(), where());
    owner = data.file;
  }
  require(checked_byte_count(type.dtype, type.shape) == static_cast<int64_t>(data.bytes.size()),
          std::to_string(data.bytes.size()) + " bytes do not fill " + to_string(type.shape));
  return Tensor::view(type.dtype, type.shape, data.bytes.data(), std::move(owner));
}

ValueId AirNode::add(OpKind kind, Attributes attributes, std::vector<ValueId> inputs) {
  return add(op().name(), kind, std::move(attributes), std::move(inputs));
}

ValueId AirNode::add(std::string name, OpKind kind, Attributes attributes,
                     std::vector<ValueId> inputs) {
  const ValueId result =
      import_.graph.add_node(kind, std::move(name), std::move(attributes), std::move(inputs));
  const TensorType& type = import_.graph.value(result).type;
  require(std::all_of(type.shape.begin(), type.shape.end(), is_dim) &&
              checked_byte_count(type.dtype, type.shape),
          "its result " + to_string(type.shape) + " is too large");
  return result;
}

}  // namespace msquant
