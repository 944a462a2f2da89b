#include "formats/air/air_check.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/air/air_attributes.h"
#include "formats/air_models.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

using ge::proto::AttrDef;
using ge::proto::ModelDef;
using ge::proto::OpDef;
using ge::proto::TensorDescriptor;

// The verdict on each kind of file is that of the real Graph Engine library (Dec 2020) followed by
// what ATC checks before its first pass; `rule` is a part of the problem that msquant must name,
// empty if GE takes the file.
struct Sample {
  const char* name;
  const char* rule;
  std::function<void(ModelDef&)> edit;
};

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

// Gives conv3, which has no bias, a slot for one.
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

void rename(ModelDef& model, const std::string& from, const std::string& to) {
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

const std::vector<Sample>& accepted_samples() {
  static const std::vector<Sample> kSamples{
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
       [](ModelDef& m) { rename(m, "relu", "Default/relu:0/ReLU-op0"); }},
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

// Refused by the library itself when it loads or sorts the graph.
const std::vector<Sample>& unloadable_samples() {
  static const std::vector<Sample> kSamples{
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

// Loaded by the library, but ATC would stop or misread them.
const std::vector<Sample>& misread_samples() {
  static const std::vector<Sample> kSamples{
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
      {"empty_name", "has no name", [](ModelDef& m) { rename(m, "relu", ""); }},
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

// A node does not fit its prototype.
const std::vector<Sample>& unfit_samples() {
  static const std::vector<Sample> kSamples{
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

struct ByteSample {
  const char* name;
  std::string bytes;
};

std::vector<ByteSample> unparsable_samples() {
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

std::vector<AirProblem> check_bytes(const std::string& bytes) {
  const TempDir folder;
  write_quickly(folder / "model.air", bytes);
  return check_air(folder / "model.air");
}

std::string text_of(const std::vector<AirProblem>& problems) {
  std::string text;
  for (const AirProblem& problem : problems) text += problem.node + ": " + problem.rule + "\n";
  return text;
}

void require_verdicts(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    ModelDef model = written_model(quantized_graph());
    sample.edit(model);
    const std::string problems = text_of(check_bytes(model.SerializeAsString()));
    INFO(sample.name << "\n" << problems);
    CHECK(problems.empty() == std::string(sample.rule).empty());
    CHECK(problems.find(sample.rule) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("files that GE takes have no problems") { require_verdicts(accepted_samples()); }

TEST_CASE("files that GE cannot load are refused") { require_verdicts(unloadable_samples()); }

TEST_CASE("files that ATC would misread are refused") { require_verdicts(misread_samples()); }

TEST_CASE("operators that do not fit their prototype are refused") {
  require_verdicts(unfit_samples());
}

TEST_CASE("what is no GE model is refused") {
  for (const ByteSample& sample : unparsable_samples()) {
    INFO(sample.name);
    const auto problems = check_bytes(sample.bytes);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].node.empty());
  }
}

TEST_CASE("all 62 kinds of files that were tried on GE are covered") {
  CHECK(accepted_samples().size() + unloadable_samples().size() + misread_samples().size() +
            unfit_samples().size() + unparsable_samples().size() ==
        62);
}

TEST_CASE("problems are named with their node, in the order of the file") {
  ModelDef model = written_model(quantized_graph());
  drop_attribute(model, "fc.quant", "scale");
  find_op(model, "relu").clear_has_out_attr();
  model.mutable_graph(0)->add_input("nobody:0");
  const auto problems = check_bytes(model.SerializeAsString());
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].node.empty());
  CHECK(problems[1].node == "relu");
  CHECK(problems[2].node == "fc.quant");
}

TEST_CASE("an element type that a port does not take is a problem") {
  ModelDef model = written_model(quantized_graph());
  find_op(model, "relu").mutable_input_desc(0)->set_dtype(ge::proto::DT_STRING);
  CHECK(text_of(check_bytes(model.SerializeAsString())) ==
        "relu: input 'x' does not take element type 13\n");
}

TEST_CASE("a file that does not exist is an I/O error") {
  CHECK_THROWS_AS(check_air("/nonexistent/model.air"), Error);
}

}  // namespace msquant
