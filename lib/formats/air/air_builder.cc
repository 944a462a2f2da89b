#include "formats/air/air_builder.h"

#include <map>

#include "base/error.h"
#include "formats/air/ge_types.h"
#include "formats/printable.h"

namespace msquant {
namespace {

using ge::proto::OpDef;
using ge::proto::TensorDescriptor;

// MindSpore gives every tensor this format, whatever its rank.
constexpr char kLayout[] = "NCHW";

void describe(const TensorType& type, TensorDescriptor* desc) {
  desc->set_dtype(descriptor_type(type.dtype));
  desc->set_layout(kLayout);
  desc->set_has_out_attr(true);
  for (int64_t dim : type.shape) desc->mutable_shape()->add_dim(dim);
  auto& attributes = *desc->mutable_attr();
  attributes["origin_format"] = string_attribute(kLayout);
  attributes["origin_format_is_set"] = bool_attribute(true);
  attributes["origin_shape"] = ints_attribute(type.shape);
}

// The two lists that map the names of inputs or outputs to positions, sorted by name.
void add_name_map(const std::string& which, const std::vector<GePort>& ports, int count,
                  OpDef* op) {
  std::map<std::string, int64_t> positions;
  for (int i = 0; i < count; ++i) positions[port_name(ports, static_cast<size_t>(i))] = i;
  std::vector<std::string> names;
  std::vector<int64_t> values;
  for (const auto& [name, position] : positions) {
    names.push_back(name);
    values.push_back(position);
  }
  (*op->mutable_attr())["_" + which + "_name_key"] = strings_attribute(names);
  (*op->mutable_attr())["_" + which + "_name_value"] = ints_attribute(values);
}

void add_name_maps(const GePrototype& prototype, OpDef* op) {
  add_name_map("input", prototype.inputs, op->input_desc_size(), op);
  add_name_map("output", prototype.outputs, op->output_desc_size(), op);
  std::vector<std::string> optional;
  for (const GePort& port : prototype.inputs) {
    if (port.kind == GePortKind::kOptional) optional.emplace_back(port.name);
  }
  if (!optional.empty()) (*op->mutable_attr())["_opt_input"] = strings_attribute(optional);
}

// An optional input that is absent although another follows keeps its slot, with a descriptor that
// GE knows for empty.
void describe_absence(const GePort* port, TensorDescriptor* desc) {
  MSQUANT_CHECK(port != nullptr && port->kind == GePortKind::kOptional);
  desc->set_layout("FORMAT_RESERVED");
}

// Describes the index-th input or output, whose element type GE's operator must take.
void describe_port(const std::vector<GePort>& ports, int index, const TensorType& type,
                   const OpDef& op, TensorDescriptor* desc) {
  const GePort* port = port_at(ports, static_cast<size_t>(index));
  MSQUANT_CHECK(port != nullptr);
  if (!port->accepts(descriptor_type(type.dtype))) {
    throw Error(ErrorKind::kUnsupported, "GE has no operator for an element type",
                "node '" + op.name() + "' (" + op.type() + ")",
                "its port '" + port_name(ports, static_cast<size_t>(index)) + "' does not take " +
                    std::string(name_of(type.dtype)));
  }
  describe(type, desc);
}

void require_fit(const GePrototype& prototype, const AirAttributes& attributes) {
  for (const auto& [name, value] : attributes) {
    const GeAttribute* declared = prototype.find_attribute(name);
    MSQUANT_CHECK(declared != nullptr && has_kind(value, declared->kind));
  }
  for (const GeAttribute& declared : prototype.attributes) {
    MSQUANT_CHECK(!declared.is_required() || attributes.count(std::string(declared.name)) > 0 ||
                  declared.kind == GeAttributeKind::kTensor);
  }
}

}  // namespace

void require_utf8(const std::string& what, const std::string& name) {
  if (is_utf8(name)) return;
  throw Error(ErrorKind::kUnsupported, "AIR cannot express a name", what + " " + in_quotes(name),
              "it is not UTF-8", "rename it and export the model again");
}

std::string AirBuilder::claim_name(const std::string& wish) {
  require_utf8("node", wish);
  const std::string base = wish.empty() ? "unnamed" : wish;
  std::string name = base;
  for (int suffix = 1; !names_.insert(name).second; ++suffix) {
    name = base + "_" + std::to_string(suffix);
  }
  return name;
}

AirValue AirBuilder::add_op(const std::string& type, const std::string& name,
                            const std::vector<AirValue>& inputs, const AirAttributes& attributes,
                            const std::vector<TensorType>& outputs) {
  const GePrototype* prototype = find_prototype(type);
  MSQUANT_CHECK(prototype != nullptr && !outputs.empty());
  require_fit(*prototype, attributes);
  OpDef* op = out_->add_op();
  op->set_name(claim_name(name));
  op->set_type(type);
  op->set_id(out_->op_size() - 1);
  // Without this flag, loaders of 2020 take the descriptors from attributes that nobody writes.
  op->set_has_out_attr(true);
  op->mutable_attr()->insert(attributes.begin(), attributes.end());
  for (const AirValue& input : inputs) {
    const int index = op->input_size();
    if (input.source.empty() && type != "Data") {
      describe_absence(port_at(prototype->inputs, static_cast<size_t>(index)),
                       op->add_input_desc());
    } else {
      describe_port(prototype->inputs, index, input.type, *op, op->add_input_desc());
    }
    op->add_input(input.source);
  }
  for (const TensorType& output : outputs) {
    const int index = op->output_desc_size();
    describe_port(prototype->outputs, index, output, *op, op->add_output_desc());
  }
  add_name_maps(*prototype, op);
  return {op->name() + ":0", outputs[0]};
}

AirValue AirBuilder::add_data(const std::string& name, const TensorType& type, int64_t index) {
  // ATC takes shape and element type from the descriptor of Data's input, which is never linked.
  const AirValue result =
      add_op("Data", name, {{"", type}}, {{"index", int_attribute(index)}}, {type});
  out_->add_input(result.source);
  return result;
}

AirValue AirBuilder::add_constant(const std::string& name, const Tensor& tensor) {
  const TensorType type{tensor.dtype(), tensor.shape()};
  AirValue result = add_op("Const", name + "_const", {}, {}, {type});
  AirConstant constant{out_->op_size() - 1, {}, {}};
  describe(type, &constant.desc);
  if (weights_ == nullptr || !AirWeights::deserves_file(tensor)) {
    constant.elements = tensor;
  } else {
    auto& attributes = *out_->mutable_op(constant.op)->mutable_attr();
    attributes["location"] = string_attribute(weights_->add(tensor));
    attributes["length"] = int_attribute(tensor.byte_size());
  }
  constants_.push_back(std::move(constant));
  return result;
}

AirValue AirBuilder::value(ValueId id, const std::string& constant_name) {
  const auto found = written_.find(id);
  if (found != written_.end()) return found->second;
  const Value& value = graph_.value(id);
  MSQUANT_CHECK(value.constant.has_value());
  return written_[id] =
             add_constant(constant_name.empty() ? value.name : constant_name, *value.constant);
}

}  // namespace msquant
