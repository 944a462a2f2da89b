// What an AIR file asks for and msquant refuses: each with the node and the words that say why.
#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.h"
#include "formats/air/air_attributes.h"
#include "formats/air/air_reader.h"
#include "formats/air_edits.h"
#include "formats/air_models.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

using ge::proto::AttrDef;
using ge::proto::ModelDef;

Error error_of(const ModelDef& model) {
  const TempDir folder;
  write_quickly(folder / "model.air", model.SerializeAsString());
  return thrown_error([&] { read_air(folder / "model.air"); });
}

struct Refusal {
  const char *node, *attribute;
  AttrDef value;
  std::string because;
};

void check(const Graph& graph, ErrorKind kind, const std::vector<Refusal>& refusals) {
  const ModelDef written = written_model(graph);
  for (const Refusal& each : refusals) {
    INFO(each.node << " " << each.attribute);
    ModelDef model = written;
    (*find_op(model, each.node).mutable_attr())[each.attribute] = each.value;
    const Error error = error_of(model);
    CHECK(error.kind() == kind);
    CHECK(error.because() == each.because);
    CHECK_THAT(error.where(),
               Catch::Contains("model.air: node '" + std::string(each.node) + "' ("));
  }
}

// One operator on x, with one attribute more than it is written with.
Graph single(OpKind kind, Attributes attributes) {
  Graph graph("single");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 4, 6, 6}});
  graph.set_outputs({graph.add_node(kind, "node", std::move(attributes), {x})});
  return graph;
}

void check_single(OpKind kind, const Attributes& attributes, const char* attribute,
                  const AttrDef& value, const std::string& because) {
  check(single(kind, attributes), ErrorKind::kUnsupported, {{"node", attribute, value, because}});
}

constexpr ErrorKind kBroken = ErrorKind::kModel, kUnsupported = ErrorKind::kUnsupported;

}  // namespace

TEST_CASE("float operators of AIR in forms that msquant does not know are refused") {
  check(float_graph(), kUnsupported,
        {{"bn", "is_training", bool_attribute(true), "it is in training mode"},
         {"bn", "data_format", string_attribute("NHWC"),
          "its data_format is NHWC, only NCHW is read"},
         {"softmax", "axes", ints_attribute({1, 2}), "it has 2 axes"},
         {"reshape", "axis", int_attribute(1), "it reshapes a part of the dimensions"},
         {"avg_counted", "padding_mode", string_attribute("SAME"),
          "only padding_mode CALCULATED without global_pooling is read"},
         {"avg_counted", "global_pooling", bool_attribute(true),
          "only padding_mode CALCULATED without global_pooling is read"},
         {"avg_counted", "divisor_override", int_attribute(4), "it overrides the divisor"},
         {"half", "dst_type", int_attribute(99), "its dst_type is 99"}});
  check(float_graph(), kBroken,
        {{"max_same", "padding", string_attribute("FULL"), "unknown padding 'FULL'"},
         {"concat", "concat_dim", string_attribute("1"),
          "its attribute 'concat_dim' is not an integer"},
         {"pad", "paddings", int_lists_attribute({{0, 0}, {0}, {0, 0}, {0, 0}}),
          "its paddings are not pairs"},
         {"conv", "groups", int_attribute(-1), "its groups are out of range"},
         {"conv", "strides", ints_attribute({2, 1, 1, 1}),
          "its attribute 'strides' is [2, 1, 1, 1]"}});
}

TEST_CASE("operators of AIR for detection and transformers in unknown forms are refused") {
  check(neck_graph(), kUnsupported,
        {{"up", "offset_x", int_attribute(1), "it is quantized"},
         {"scaled", "mode", string_attribute("cubic"), "its mode is 'cubic'"},
         {"scaled", "nearest_mode", string_attribute("round"), "its nearest_mode is 'round'"},
         {"slice", "new_axis_mask", int_attribute(1), "it has an ellipsis_mask or a new_axis_mask"},
         {"gather", "batch_dims", int_attribute(1), "its batch_dims is not 0"},
         {"layer_norm", "begin_params_axis", int_attribute(1),
          "its begin_params_axis is not its begin_norm_axis"}});
  check(
      neck_graph(), kBroken,
      {{"up", "output_padding", ints_attribute({0, 1, 0, 0}), "its output_padding is [0, 1, 0, 0]"},
       {"up", "input_size", ints_attribute({1, 4, 8, 9}),
        "its input_size is [1, 4, 8, 9], its attributes give [1, 4, 8, 8]"}});
}

TEST_CASE("functions of AIR with factors are refused") {
  const AttrDef two = float_attribute(2);
  check_single(OpKind::kElu, FunctionAttrs{1}, "scale", two,
               "only a scale and an input_scale of 1 are read");
  check_single(OpKind::kElu, FunctionAttrs{1}, "input_scale", two,
               "only a scale and an input_scale of 1 are read");
  check_single(OpKind::kSwish, {}, "scale", two, "only a scale of 1 is read");
  check_single(OpKind::kExp, {}, "base", two, "only base e without scale and shift is read");
  check_single(OpKind::kLog, {}, "shift", two, "only base e without scale and shift is read");
}

TEST_CASE("integers of AIR that msquant does not know are refused") {
  const std::string rounding = "only rounding to int8 without sqrt_mode is read";
  const std::string scaling =
      "only scaling to a float type without sqrt_mode and relu_flag is read";
  check(quantized_graph(), kUnsupported,
        {{"conv2.quant", "round_mode", string_attribute("Floor"), rounding},
         {"conv2.quant", "dst_type", int_attribute(3), rounding},
         {"conv2.dequant", "sqrt_mode", bool_attribute(true), scaling},
         {"conv2.dequant", "dtype", int_attribute(3), scaling},
         {"conv2", "offset_x", int_attribute(3),
          "it sets offset_x itself instead of leaving that to GE"}});
  check(quantized_graph(), kBroken,
        {{"conv2.quant", "scale", float_attribute(0), "its scale is not a positive number"},
         {"conv2.quant", "scale", float_attribute(HUGE_VALF), "its scale is not a positive number"},
         {"conv2.quant", "offset", float_attribute(-129), "its offset is not an int8 number"},
         {"conv2.quant", "offset", float_attribute(0.5f), "its offset is not an int8 number"}});
}

TEST_CASE("links of AIR that lead nowhere are refused with the operator") {
  struct Edit {
    const char *input, *because;
  };
  const Edit edits[] = {
      {"conv2.dequant", "input 'conv2.dequant' is not 'operator:output'"},
      {"conv2.dequant:x", "input 'conv2.dequant:x' is not 'operator:output'"},
      {"nobody:0", "input 'nobody:0' names an unknown operator"},
      {"conv2.dequant:7", "input 'conv2.dequant:7' names an output that has no descriptor"},
      {"conv2.dequant:-2", "input 'conv2.dequant:-2' names an output that has no descriptor"}};
  for (const Edit& edit : edits) {
    ModelDef model = written_model(quantized_graph());
    find_op(model, "relu").set_input(0, edit.input);
    const Error error = error_of(model);
    CHECK(error.because() == edit.because);
    CHECK_THAT(error.where(), Catch::Contains("node 'relu'"));
  }
  ModelDef model = written_model(quantized_graph());
  find_op(model, "relu").clear_input();
  CHECK(error_of(model).because() == "its input 0 is not linked");
}

TEST_CASE("files of AIR without a graph, an input or an output are refused") {
  ModelDef model = written_model(quantized_graph());
  SECTION("no graph") {
    model.clear_graph();
    CHECK(error_of(model).because() == "it holds no graph");
  }
  SECTION("no output") {
    model.mutable_graph(0)->clear_output();
    CHECK(error_of(model).because() == "the graph has no output");
  }
  SECTION("an output that is not there") {
    model.mutable_graph(0)->set_output(0, "nobody:0");
    CHECK(error_of(model).because() == "the graph's output 'nobody:0' does not exist");
  }
  SECTION("an input without a shape") {
    find_op(model, "x").clear_input_desc();
    find_op(model, "x").clear_input();
    CHECK(error_of(model).because() == "Data has no input descriptor");
  }
  SECTION("an input of an unknown element type") {
    find_op(model, "x").mutable_input_desc(0)->set_dtype(ge::proto::DT_STRING);
    CHECK(error_of(model).message() == "unknown element type");
  }
}

}  // namespace msquant
