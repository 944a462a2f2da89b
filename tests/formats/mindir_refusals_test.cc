// What a MindIR file asks for and msquant refuses: each with the words that say why.
#include <catch2/catch.hpp>

#include "formats/mindir_support.h"

namespace msquant {
namespace {

struct Refusal {
  std::string model, because;
};

std::string number(double value) { return "type: FLOAT f: " + std::to_string(value); }
std::string integer(int64_t value) { return "type: INT64 i: " + std::to_string(value); }
const std::string kTrue = "type: BOOL i: 1";

std::string with(const std::string& type, const std::string& value, const std::string& rest = {}) {
  return on_image(type, "input: 'n' " + rest) + constant("n", value);
}

std::string parameter(const std::string& name, const Shape& shape) {
  return "parameter { " + zeros(name, shape) + " } ";
}

void check(ErrorKind kind, const std::vector<Refusal>& refusals) {
  for (const Refusal& each : refusals) {
    INFO(each.model);
    const Error error = mindir_error(each.model);
    CHECK(error.kind() == kind);
    CHECK(error.because() == each.because);
    CHECK_THAT(error.where(), Catch::Contains("model.mindir: "));
  }
}

}  // namespace

TEST_CASE("Functions that msquant does not compute are refused") {
  check(
      ErrorKind::kUnsupported,
      {{on_image("Log", attribute("base", number(2))), "it is not the natural logarithm"},
       {on_image("AddExt", "input: 'x' input: 'a' ") + constant("a", integer(2)),
        "it scales its second operand"},
       {on_image("SubExt", "input: 'x' input: 'a' ") + constant("a", number(0.5)),
        "it scales its second operand"},
       {on_image("InplaceAddExt", "input: 'x' "), "it changes a tensor that other operators read"},
       {on_image("SumExt", "input: 'a' input: 'k' input: 'd' ") + constant("a", tuple({1})) +
            constant("k", kTrue) + constant("d", integer(42)),
        "it converts its sums"},
       {"input { name: 'x' tensor { dims: 2 data_type: 6 } } "
        "node { op_type: 'Mul' output: 'y' input: 'x' input: 'n' } output { name: 'y' } " +
            constant("n", integer(2)),
        "a number stands beside a tensor that is not of floats"}});
  check(ErrorKind::kModel,
        {{with("Mul", "type: STRING s: 'two'"), "input 1 is not a number"},
         {on_image("LeakyReLU", attribute("negative_slope", "type: STRING s: 'a'")),
          "its 'negative_slope' is not of the type it should be"}});
}

TEST_CASE("Normalizations in training mode, or of a kind of their own, are refused") {
  const std::string training = "it is in training mode";
  const std::string operands = parameter("g", {4}) + parameter("b", {4});
  check(
      ErrorKind::kUnsupported,
      {{on_image("BatchNorm",
                 "input: 'g' input: 'b' input: 'b' input: 'g' " + attribute("is_training", kTrue)) +
            operands,
        training},
       {on_image("BatchNorm", "input: 'g' input: 'b' input: 'b' input: 'g' " +
                                  attribute("format", "type: STRING s: 'NHWC'")) +
            operands,
        "its layout is not NCHW"},
       {on_image("InstanceNorm", "input: 'g' input: 'b' " + attribute("is_training", kTrue)) +
            operands,
        training},
       {on_image("LayerNorm", "input: 'g' input: 'b' " + attribute("begin_norm_axis", integer(2)) +
                                  attribute("begin_params_axis", integer(3))) +
            parameter("g", {7}) + parameter("b", {7}),
        "its gamma varies along other dimensions"},
       {on_image("BiasAdd", "input: 'b' " + attribute("format", "type: STRING s: 'NHWC'")) +
            parameter("b", {4}),
        "its layout is not NCHW"}});
  check(ErrorKind::kModel, {{on_image("GroupNorm", ""), "it has no 'num_groups'"}});
}

TEST_CASE("Shapes that do not fit are refused") {
  const auto slice = [](const std::vector<int64_t>& begin, const std::vector<int64_t>& size) {
    return with("Slice", tuple(begin), "input: 's' ") + constant("s", tuple(size));
  };
  const std::string misfit = "its 'begin' or 'size' does not fit [1, 4, 6, 7]";
  check(
      ErrorKind::kModel,
      {{slice({0, 1}, {1, 1}), misfit},
       {slice({0, 0, 7, 0}, {1, 1, -1, 1}), misfit},
       {slice({0, 0, INT64_MIN, 0}, {1, 1, -1, 1}), misfit},
       {slice({0, 0, INT64_MIN, 0}, {1, 1, 1, 1}), misfit},
       {slice({0, 0, 1, 0}, {1, 1, 6, 1}), misfit},
       {slice({0, 0, 1, 0}, {1, 1, -2, 1}), misfit},
       {on_image("Squeeze", attribute("axis", integer(1))),
        "it removes a dimension of [1, 4, 6, 7]"},
       {with("ExpandDims", integer(6)), "axis 6 out of range"},
       {on_image("ExpandDims", ""), "it has no 'axis'"},
       {with("BroadcastTo", tuple({6, 7})), "its target shape is [6, 7]"},
       {with("PadV3", tuple({1, 1, 1})), "its 'paddings' do not fit [1, 4, 6, 7]"},
       {on_image("Pad", attribute("paddings", "type: TUPLE values { " + tuple({1}) + "}")),
        "its 'paddings' are not pairs"},
       {on_image("Split", attribute("axis", integer(1)) + attribute("output_num", integer(3))),
        "it splits 4 elements into 3"},
       {on_image("Split", attribute("output_num", integer(0))), "it splits 1 elements into 0"},
       {with("Gather", tuple({4}), "input: 'a' ") + constant("a", integer(1)),
        "axis 4 out of range"},
       {on_image("StridedSlice", attribute("begin", tuple({0})) + attribute("end", tuple({1, 2})) +
                                     attribute("strides", tuple({1}))),
        "its bounds do not fit [1, 4, 6, 7]"},
       {on_image("StridedSlice", attribute("begin", tuple({0})) + attribute("end", tuple({1})) +
                                     attribute("strides", tuple({0}))),
        "its stride is 0"},
       {on_image("StridedSlice", attribute("begin", tuple({1})) + attribute("end", tuple({2})) +
                                     attribute("strides", tuple({1})) +
                                     attribute("shrink_axis_mask", integer(1))),
        "its position 1 is out of range"},
       {on_image("ResizeBilinear", attribute("size", tuple({1, 2, 3}))),
        "its 'size' has 3 elements"},
       {on_image("ResizeBilinear", ""), "it has no 'size'"}});
}

TEST_CASE("Parts and paddings that msquant does not know are refused") {
  check(ErrorKind::kUnsupported,
        {{on_image("StridedSlice", attribute("ellipsis_mask", integer(1))),
          "it has an ellipsis_mask or a new_axis_mask"},
         {on_image("StridedSlice", attribute("new_axis_mask", integer(1))),
          "it has an ellipsis_mask or a new_axis_mask"},
         {with("Gather", tuple({0}), "input: 'a' input: 'd' ") + constant("a", integer(1)) +
              constant("d", integer(1)),
          "its batch_dims is not 0"},
         {with("PadV3", tuple({1, 1}), attribute("mode", "type: STRING s: 'reflect'")),
          "it does not pad with one number"},
         {with("PadV3", tuple({1, 1}), attribute("paddings_contiguous", "type: BOOL i: 0")),
          "it does not pad with one number"},
         {with("PadV3", tuple({1, 1}), "input: 'x' "), "its constant_value is computed"},
         {on_image("Reshape", "input: 'x' "), "its 'shape' is computed by the graph"},
         {"input { name: 'x' tensor { dims: 4097 data_type: 1 } } "
          "node { op_type: 'Unstack' output: 't' input: 'x' } "
          "node { op_type: 'TupleGetItem' output: 'y' input: 't' input: 'i' } "
          "output { name: 'y' } " +
              constant("i", integer(0)),
          "it has 4097 results"}});
}

TEST_CASE("Tuples that are none, or too short, are refused") {
  const std::string pair = kImageInput + "node { op_type: 'MakeTuple' output: 't' input: 'x' } ";
  const auto item = [](const std::string& tuple, const std::string& index) {
    return "node { op_type: 'TupleGetItem' output: 'y' input: '" + tuple +
           "' input: 'i' } output { name: 'y' } " + constant("i", index);
  };
  check(ErrorKind::kModel,
        {{kImageInput + item("x", integer(0)), "its first input is not a tuple"},
         {pair + item("t", integer(-1)), "its index is missing or negative"},
         {on_image("AddN", ""), "input 0 is not a tuple of tensors"},
         {pair + "node { op_type: 'ReLU' output: 'y' input: 't' } output { name: 'y' }",
          "input 0 is not a tensor"},
         {kImageInput +
              "node { op_type: 'MakeTuple' output: 't' input: 'n' } "
              "node { op_type: 'AddN' output: 'y' input: 't' } output { name: 'y' } " +
              constant("n", integer(1)),
          "an element of its tuple is not a tensor"}});
  check(
      ErrorKind::kUnsupported,
      {{pair + item("t", integer(1)),
        "it takes result 1 of an operator of which msquant computes 1"},
       {pair + "node { op_type: 'MakeTuple' output: 'y' input: 't' } output { name: 'y' }",
        "it puts a tuple into a tuple"},
       {kImageInput + "output { name: 'n' } " + constant("n", integer(1)), "it is not a tensor"}});
}

TEST_CASE("Windows that cannot be are refused") {
  const std::string weight = "input: 'w' ";
  const std::string w = parameter("w", {4, 4, 2, 2});
  const auto transposed = [&](const std::vector<int64_t>& size) {
    return on_image("Conv2DTranspose", "input: 'w' input: 's' ") + w + constant("s", tuple(size));
  };
  const std::string too_large = "its image, weight or output is empty or too large";
  check(ErrorKind::kModel,
        {{on_image("MaxPool", attribute("kernel_size", tuple({1, 2, 3}))),
          "its 'kernel_size' has 3 elements"},
         {on_image("AvgPool3D", ""), "it has no 'kernel_size'"},
         {on_image("Conv2D", weight + attribute("pad_mode", "type: STRING s: 'pad'") +
                                 attribute("pad", tuple({1, 2}))) +
              w,
          "its 'pad' has 2 elements"},
         {on_image("Conv2D", weight + attribute("group", integer(int64_t{1} << 40))) + w,
          "its group is 1099511627776"},
         {on_image("Conv2D", weight) + parameter("w", {4, 4}), "its weight has shape [4, 4]"},
         {on_image("Conv2DTranspose", weight) + parameter("w", {4, 4}),
          "its weight has shape [4, 4]"},
         {transposed({6, 7}), "its size of the output is [6, 7]"},
         {transposed({1, 4, INT64_MIN, 8}), too_large},
         {transposed({1, 4, int64_t{1} << 40, 8}), too_large}});
  check(ErrorKind::kUnsupported,
        {{on_image("MaxPool", attribute("pad_mode", "type: STRING s: 'Full'")),
          "its pad_mode 'full' is not pad, same or valid"}});
}

TEST_CASE("Pools of volumes are refused") {
  const auto max_pool = [](const std::string& rest) {
    return on_image("MaxPool3DWithArgmax", attribute("ksize", tuple({1, 2, 2})) +
                                               attribute("strides", tuple({1, 2, 2})) + rest);
  };
  const std::string flat = attribute("pads", tuple({0, 0, 0}));
  const std::string window =
      attribute("kernel_size", tuple({1, 2, 2})) + attribute("strides", tuple({1, 2, 2}));
  const std::string unpadded = attribute("pad_list", tuple({0, 0, 0, 0, 0, 0}));
  check(ErrorKind::kUnsupported,
        {{on_image("MaxPool3DWithArgmax", attribute("ksize", tuple({2, 2, 2}))),
          "its 'ksize' reaches over volumes"},
         {max_pool(attribute("pads", tuple({1, 0, 0}))), "it pads by [1, 0, 0]"},
         {max_pool(flat + attribute("dilation", tuple({1, 2, 2}))), "its window is dilated"},
         {max_pool(flat + attribute("dilation", tuple({1, 1, 1}))), "it pools volumes"},
         {on_image("AvgPool3D", window + unpadded + attribute("divisor_override", integer(3))),
          "it has a divisor_override"},
         {on_image("AvgPool3D", window + attribute("pad_list", tuple({1, 0, 0, 0, 0, 0}))),
          "it pads by [1, 0, 0, 0, 0, 0]"}});
}

TEST_CASE("Inputs and constants that are no tensors are refused") {
  const std::string relu = "node { op_type: 'ReLU' output: 'y' input: 'x' } output { name: 'y' }";
  check(ErrorKind::kUnsupported,
        {{"input { name: 'x' } " + relu, "it is not a tensor"},
         {"input { name: 'x' tensor { dims: 1 data_type: 8 } } " + relu,
          "its element type is not supported"},
         {"input { name: 'x' tensor { dims: 1 dims: -1 data_type: 1 } } " + relu,
          "its shape [1, -1] is not fixed"}});
  check(ErrorKind::kModel,
        {{kImageInput + "node { op_type: 'Constant' output: 'c' } " +
              "node { op_type: 'Add' output: 'y' input: 'x' input: 'c' } output { name: 'y' }",
          "it has no value"},
         {"input { tensor { dims: 1 data_type: 1 } } " + relu, "it has no name"}});
}

}  // namespace msquant
