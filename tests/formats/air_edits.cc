#include "formats/air_edits.h"

#include <algorithm>

#include "formats/air/air_attributes.h"
#include "formats/air_models.h"

namespace msquant {

using ge::proto::AttrDef;
using ge::proto::ModelDef;
using ge::proto::OpDef;
using ge::proto::TensorDescriptor;

AttrDef& attribute(ModelDef& model, const char* op, const char* name) {
  return (*find_op(model, op).mutable_attr())[name];
}

void drop_attribute(ModelDef& model, const char* op, const char* name) {
  find_op(model, op).mutable_attr()->erase(name);
}

TensorDescriptor* value_desc(ModelDef& model, const char* op) {
  return attribute(model, op, "value").mutable_t()->mutable_desc();
}

void for_each_desc(ModelDef& model, const std::function<void(TensorDescriptor&)>& edit) {
  for (OpDef& op : *model.mutable_graph(0)->mutable_op()) {
    std::for_each(op.mutable_input_desc()->begin(), op.mutable_input_desc()->end(), edit);
    std::for_each(op.mutable_output_desc()->begin(), op.mutable_output_desc()->end(), edit);
    if (op.type() == "Const") edit(*value_desc(model, op.name().c_str()));
  }
}

TensorDescriptor* add_bias_slot(ModelDef& model, const char* layout) {
  OpDef& conv = find_op(model, "conv3");
  conv.add_input("");
  attribute(model, "conv3", "_input_name_key") = strings_attribute({"bias", "filter", "x"});
  attribute(model, "conv3", "_input_name_value") = ints_attribute({2, 1, 0});
  TensorDescriptor* desc = conv.add_input_desc();
  desc->set_layout(layout);
  return desc;
}

void add_net_output(ModelDef& model) {
  OpDef* op = model.mutable_graph(0)->add_op();
  op->set_name("net_output");
  op->set_type("NetOutput");
  op->set_has_out_attr(true);
  op->add_input("fc.dequant:0");
  *op->add_input_desc() = find_op(model, "fc.dequant").output_desc(0);
}

void add_isolated_constant(ModelDef& model) {
  OpDef* op = model.mutable_graph(0)->add_op();
  *op = find_op(model, "fc.bias_const");
  op->set_name("alone");
}

void rename_op(ModelDef& model, const std::string& from, const std::string& to) {
  find_op(model, from).set_name(to);
  for (OpDef& op : *model.mutable_graph(0)->mutable_op()) {
    for (std::string& input : *op.mutable_input()) {
      if (input == from + ":0") input = to + ":0";
    }
  }
}

void make_weight_int4(ModelDef& model) {
  AttrDef& value = attribute(model, "fc.weight_const", "value");
  value.mutable_t()->mutable_data()->resize(160);
  value.mutable_t()->mutable_desc()->set_dtype(ge::proto::DT_INT4);
  find_op(model, "fc.weight_const").mutable_output_desc(0)->set_dtype(ge::proto::DT_INT4);
  find_op(model, "fc").mutable_input_desc(1)->set_dtype(ge::proto::DT_INT4);
}

void link_by_fields_only(ModelDef& model) {
  for (OpDef& op : *model.mutable_graph(0)->mutable_op()) {
    for (const std::string& input : op.input()) {
      op.add_src_name(input.substr(0, input.rfind(':')));
      op.add_src_index(0);
    }
    op.clear_input();
  }
}

void drop_names(ModelDef& model, const std::string& which) {
  for (OpDef& op : *model.mutable_graph(0)->mutable_op()) {
    op.mutable_attr()->erase("_" + which + "_name_key");
    op.mutable_attr()->erase("_" + which + "_name_value");
  }
}

void clear_name_list_types(ModelDef& model) {
  for (OpDef& op : *model.mutable_graph(0)->mutable_op()) {
    for (auto& [name, value] : *op.mutable_attr()) {
      if (name[0] == '_') value.mutable_list()->clear_val_type();
    }
  }
}

}  // namespace msquant
