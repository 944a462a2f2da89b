#include "formats/mindir/mindir_builder.h"

#include "formats/mindir/mindir_tensor.h"

namespace msquant {
namespace {

using mind_ir::AttributeProto;

// MindSpore takes what stands before the first ':' of a name for the graph's.
constexpr char kPrefix[] = "main:";

void add_type(const TensorType& type, const std::string& name, mind_ir::ValueInfoProto* info) {
  info->set_name(name);
  set_mindir_type(type.dtype, type.shape, info->add_tensor());
}

}  // namespace

MindirBuilder::MindirBuilder(const Graph& graph, mind_ir::GraphProto* proto, MindirDataFile* data)
    : graph_(graph), proto_(proto), data_(data) {
  for (ValueId id : graph.inputs()) {
    set_value(id, claim(graph.value(id).name));
    add_type(type(id), values_[id], proto_->add_input());
  }
}

std::string MindirBuilder::claim(const std::string& name) { return kPrefix + names_.number(name); }

std::string MindirBuilder::value(ValueId id) {
  const auto known = values_.find(id);
  if (known != values_.end()) return known->second;
  const Value& constant = graph_.value(id);
  mind_ir::TensorProto* parameter = proto_->add_parameter();
  if (data_ != nullptr) {
    data_->put(constant.constant.value(), parameter);
  } else {
    set_mindir_tensor(constant.constant.value(), parameter);
  }
  const std::string name = claim(constant.name);
  parameter->set_name(name);
  return values_[id] = name;
}

std::string MindirBuilder::add_op(const char* primitive, const std::string& name,
                                  std::vector<std::string> inputs, const TensorType* type,
                                  const MindirHypers& attributes) {
  mind_ir::NodeProto* node = proto_->add_node();
  for (std::string& input : inputs) node->add_input(std::move(input));
  const std::string result = claim(name);
  node->add_output(result);
  node->set_name(result);
  node->set_op_type(primitive);
  for (const auto& [attribute_name, literal] : attributes) {
    AttributeProto* attribute = node->add_attribute();
    *attribute = literal;
    attribute->set_name(attribute_name);
  }
  if (type != nullptr) {
    AttributeProto* shape = node->add_attribute();
    *shape = type_literal(type->dtype, type->shape);
    shape->set_name("shape");
  }
  return result;
}

std::string MindirBuilder::add_node(const char* primitive, const Node& node,
                                    const MindirHypers& inputs) {
  std::vector<std::string> names;
  for (ValueId input : node.inputs) names.push_back(value(input));
  for (const MindirHyper& hyper : inputs) names.push_back(add_literal(node, hyper));
  return add_op(primitive, node.name, std::move(names), &result_type(node));
}

std::string MindirBuilder::add_tuple(const std::string& name,
                                     const std::vector<ValueId>& elements) {
  std::vector<std::string> names;
  for (ValueId element : elements) names.push_back(value(element));
  return add_op("MakeTuple", name, std::move(names), nullptr);
}

std::string MindirBuilder::add_literal(const Node& node, const MindirHyper& literal) {
  return add_op("Constant", node.name + "." + literal.first, {}, nullptr,
                {{"value", literal.second}});
}

void MindirBuilder::set_outputs(const std::vector<ValueId>& ids) {
  mind_ir::ValueInfoProto* output = proto_->add_output();
  if (ids.size() == 1) return add_type(type(ids[0]), value(ids[0]), output);
  output->set_name(add_tuple("outputs", ids));
  output->set_denotation("Tuple");
  AttributeProto* types = output->mutable_attr_info();
  types->set_type(AttributeProto::TUPLE);
  for (ValueId id : ids) *types->add_values() = type_literal(type(id).dtype, type(id).shape);
}

}  // namespace msquant
