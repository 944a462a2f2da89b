#include "formats/air_samples.h"

#include <algorithm>
#include <random>

#include "formats/air/air_attributes.h"
#include "formats/air_edits.h"
#include "formats/air_models.h"

namespace msquant {

using ge::proto::ModelDef;
using ge::proto::TensorDescriptor;

const std::vector<AirSample>& accepted_samples() {
  static const std::vector<AirSample> kSamples{
      {"bias_slot_empty", "", [](ModelDef& m) { add_bias_slot(m, "FORMAT_RESERVED"); }},
      {"bias_slot_empty_layout_RESERVED", "", [](ModelDef& m) { add_bias_slot(m, "RESERVED"); }},
      {"control_edge", "", [](ModelDef& m) { find_op(m, "relu").add_input("x:-1"); }},
      {"desc_has_out_attr_unset", "",
       [](ModelDef& m) { for_each_desc(m, [](TensorDescriptor& d) { d.clear_has_out_attr(); }); }},
      {"int4_dtype", "", make_weight_int4},
      {"is_input_const_wrong", "",
       [](ModelDef& m) { find_op(m, "conv2").add_is_input_const(true); }},
      {"missing_bias_slot", "", [](ModelDef&) {}},
      {"names_with_slash_and_colon", "",
       [](ModelDef& m) { rename_op(m, "relu", "Default/relu:0/ReLU-op0"); }},
      {"names_without_val_type", "", clear_name_list_types},
      {"no_origin_attrs", "",
       [](ModelDef& m) { for_each_desc(m, [](TensorDescriptor& d) { d.clear_attr(); }); }},
      {"ok", "", [](ModelDef& m) { add_net_output(m); }},
      {"ok_no_graph_io", "",
       [](ModelDef& m) {
         add_net_output(m);
         m.mutable_graph(0)->clear_input();
         m.mutable_graph(0)->clear_output();
       }},
      {"ok_no_netoutput", "", [](ModelDef&) {}},
      {"ok_shuffled_nodes", "",
       [](ModelDef& m) {
         auto* ops = m.mutable_graph(0)->mutable_op();
         std::shuffle(ops->begin(), ops->end(), std::mt19937(1));
       }},
      {"optional_not_marked", "",
       [](ModelDef& m) {
         add_bias_slot(m, "FORMAT_RESERVED");
         drop_attribute(m, "conv3", "_opt_input");
       }},
      {"quantized", "", [](ModelDef&) {}},
      {"version_huge", "", [](ModelDef& m) { m.set_version(4000000000u); }},
      {"version_zero", "", [](ModelDef& m) { m.set_version(0); }},
  };
  return kSamples;
}

const std::vector<AirSample>& unloadable_samples() {
  static const std::vector<AirSample> kSamples{
      {"cycle", "cycle",
       [](ModelDef& m) { find_op(m, "conv2.quant").set_input(0, "fc.dequant:0"); }},
      {"dangling_input", "names an unknown operator",
       [](ModelDef& m) { find_op(m, "relu").set_input(0, "nobody:0"); }},
      {"dim_minus_3", "has dimension -3",
       [](ModelDef& m) {
         find_op(m, "relu").mutable_input_desc(0)->mutable_shape()->set_dim(1, -3);
       }},
      {"graph_input_unknown", "the graph's input 'nobody:0' does not exist",
       [](ModelDef& m) { m.mutable_graph(0)->add_input("nobody:0"); }},
      {"graph_output_unknown", "the graph's output 'nobody:0' does not exist",
       [](ModelDef& m) { m.mutable_graph(0)->add_output("nobody:0"); }},
      {"isolated_const", "linked to nothing", add_isolated_constant},
      {"more_links_than_descs", "more inputs than input descriptors",
       [](ModelDef& m) { find_op(m, "relu").add_input("x:0"); }},
      {"no_graph", "holds no graph", [](ModelDef& m) { m.clear_graph(); }},
      {"no_output_desc", "names an output that has no descriptor",
       [](ModelDef& m) { find_op(m, "relu").clear_output_desc(); }},
      {"op_has_out_attr_unset", "has_out_attr is not set",
       [](ModelDef& m) { find_op(m, "relu").clear_has_out_attr(); }},
      {"src_index_too_big", "names an output that has no descriptor",
       [](ModelDef& m) { find_op(m, "relu").set_input(0, "conv2.dequant:1"); }},
      {"subgraph_missing", "subgraph 'body' is not in the file",
       [](ModelDef& m) { find_op(m, "relu").add_subgraph_name("body"); }},
  };
  return kSamples;
}

const std::vector<AirSample>& misread_samples() {
  static const std::vector<AirSample> kSamples{
      {"bad_layout", "unknown layout 'NXYZ'",
       [](ModelDef& m) { find_op(m, "relu").mutable_input_desc(0)->set_layout("NXYZ"); }},
      {"bias_slot_valid_desc_marked", "its descriptor must be empty",
       [](ModelDef& m) { add_bias_slot(m, "NCHW")->set_dtype(ge::proto::DT_INT32); }},
      {"const_no_value", "attribute 'value' is required",
       [](ModelDef& m) { drop_attribute(m, "fc.bias_const", "value"); }},
      {"const_short_data", "bytes do not fill",
       [](ModelDef& m) {
         attribute(m, "fc.bias_const", "value").mutable_t()->mutable_data()->pop_back();
       }},
      {"data_without_input_desc", "no input descriptor",
       [](ModelDef& m) {
         find_op(m, "x").clear_input();
         find_op(m, "x").clear_input_desc();
       }},
      {"duplicate_name", "two operators have this name",
       [](ModelDef& m) { find_op(m, "relu").set_name("mean"); }},
      {"empty_graph", "no operators", [](ModelDef& m) { m.mutable_graph(0)->clear_op(); }},
      {"empty_name", "has no name", [](ModelDef& m) { rename_op(m, "relu", ""); }},
      {"graph_output_index", "the graph's output 'relu:7' does not exist",
       [](ModelDef& m) { m.mutable_graph(0)->set_output(0, "relu:7"); }},
      {"list_without_val_type", "is not a list of integers by its val_type",
       [](ModelDef& m) { attribute(m, "conv2", "strides").mutable_list()->clear_val_type(); }},
      {"no_colon", "is not 'operator:output'",
       [](ModelDef& m) { find_op(m, "relu").set_input(0, "conv2.dequant"); }},
      {"no_data_index", "no attribute 'index'",
       [](ModelDef& m) { drop_attribute(m, "x", "index"); }},
      {"no_layout", "unknown layout ''",
       [](ModelDef& m) { for_each_desc(m, [](TensorDescriptor& d) { d.clear_layout(); }); }},
      {"no_output_at_all", "the graph has no output",
       [](ModelDef& m) { m.mutable_graph(0)->clear_output(); }},
      {"no_shapes", "bytes do not fill",
       [](ModelDef& m) { for_each_desc(m, [](TensorDescriptor& d) { d.clear_shape(); }); }},
      {"non_numeric_index", "is not 'operator:output'",
       [](ModelDef& m) { find_op(m, "relu").set_input(0, "conv2.dequant:a"); }},
      {"optional_valid_desc_unlinked", "its descriptor must be empty",
       [](ModelDef& m) {
         add_bias_slot(m, "NCHW")->set_dtype(ge::proto::DT_INT32);
         drop_attribute(m, "conv3", "_opt_input");
       }},
      {"required_unlinked", "input 'filter' is required",
       [](ModelDef& m) { find_op(m, "conv2").set_input(1, ""); }},
      {"same_output_twice", "is listed twice",
       [](ModelDef& m) { m.mutable_graph(0)->add_output("fc.dequant:0"); }},
      {"src_dst_fields_only", "is required and linked to nothing", link_by_fields_only},
  };
  return kSamples;
}

const std::vector<AirSample>& unfit_samples() {
  static const std::vector<AirSample> kSamples{
      {"missing_required_attr", "attribute 'strides' is required",
       [](ModelDef& m) { drop_attribute(m, "conv2", "strides"); }},
      {"name_value_lengths_differ", "differ in length",
       [](ModelDef& m) {
         attribute(m, "conv2", "_input_name_value").mutable_list()->mutable_i()->RemoveLast();
       }},
      {"no_input_names", "_input_name_key calls input 0 '', not 'x'",
       [](ModelDef& m) { drop_names(m, "input"); }},
      {"no_output_names", "_output_name_key calls output 0 '', not 'y'",
       [](ModelDef& m) { drop_names(m, "output"); }},
      {"swapped_input_names", "calls input 0 'filter', not 'x'",
       [](ModelDef& m) {
         attribute(m, "conv2", "_input_name_value") = ints_attribute({2, 0, 1});
       }},
      {"unknown_op_type", "operator type 'Swoosh' is not known",
       [](ModelDef& m) { find_op(m, "relu").set_type("Swoosh"); }},
      {"wrong_attr_type", "attribute 'groups' is not an integer",
       [](ModelDef& m) { attribute(m, "conv2", "groups") = float_attribute(24); }},
  };
  return kSamples;
}

std::vector<AirByteSample> unparsable_samples() {
  const std::string good = written_bytes(quantized_graph());
  std::string noise(good.size(), '\0');
  std::mt19937 random(7);
  for (char& byte : noise) byte = static_cast<char>(random());
  return {{"empty", ""},
          {"random", noise},
          {"text", "name: \"model\"\ngraph { name: \"g\" }\n"},
          {"truncated", good.substr(0, good.size() / 2)},
          {"truncated_1", good.substr(0, good.size() - 1)}};
}

}  // namespace msquant
