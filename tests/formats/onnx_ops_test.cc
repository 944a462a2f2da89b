// How operators of ONNX are lowered. Expected values are computed by hand from ONNX's Operators.md.
#include <catch2/catch.hpp>

#include "formats/onnx_support.h"
#include "support/kinds.h"

namespace msquant {
namespace {

const Shape kImage{1, 2, 7, 8};

// Top, bottom, left, right.
std::vector<int64_t> conv_padding(const std::string& attributes) {
  const Graph graph = read_onnx_text(onnx_input("x", kImage) + onnx_ones("w", {3, 2, 4, 3}) +
                                     onnx_node("Conv", "x, w", "y", attributes) + onnx_output("y"));
  const Node& conv = graph.node(graph.value(graph.outputs()[0]).producer);
  const Padding& padding = conv.as<ConvAttrs>().padding;
  return {padding.top, padding.bottom, padding.left, padding.right};
}

Error lowered_error(const Shape& x, const std::string& op_type, const std::string& attributes = {},
                    int64_t opset = 13) {
  return onnx_error(
      onnx_input("x", x) + onnx_node(op_type, "x", "y", attributes) + onnx_output("y"), opset);
}

}  // namespace

TEST_CASE("A convolution is padded as it says, or as SAME and VALID mean") {
  CHECK(conv_padding("") == std::vector<int64_t>(4));
  // ONNX lists top, left, bottom, right.
  CHECK(conv_padding(onnx_ints_attribute("pads", {1, 2, 3, 4})) ==
        std::vector<int64_t>{1, 3, 2, 4});
  CHECK(conv_padding(onnx_string("auto_pad", "VALID")) == std::vector<int64_t>(4));
  // Rows: 7 windows of 4 over 7 need 10, columns: 8 windows of 3 over 8 need 10.
  CHECK(conv_padding(onnx_string("auto_pad", "SAME_UPPER")) == std::vector<int64_t>{1, 2, 1, 1});
  CHECK(conv_padding(onnx_string("auto_pad", "SAME_LOWER")) == std::vector<int64_t>{2, 1, 1, 1});
  // Stride 2: 4 windows of 4 over 7 need 10; dilated by 2, 4 windows of 5 over 8 need 11.
  CHECK(conv_padding(onnx_string("auto_pad", "SAME_UPPER") +
                     onnx_ints_attribute("strides", {2, 2}) +
                     onnx_ints_attribute("dilations", {1, 2})) == std::vector<int64_t>{1, 2, 1, 2});
}

TEST_CASE("Groups and bias of a convolution are read") {
  const Graph graph = read_onnx_text(
      onnx_input("x", kImage) + onnx_ones("c.weight", {4, 1, 3, 3}) + onnx_ones("b", {4}) +
      onnx_node("Conv", "x, c.weight, b", "y", onnx_int("group", 2)) + onnx_output("y"));
  const Node& conv = graph.node(graph.find_node("c"));
  CHECK(conv.as<ConvAttrs>().groups == 2);
  CHECK(conv.inputs.size() == 3);
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{1, 4, 5, 6});
}

TEST_CASE("What msquant cannot compute is refused and named") {
  const auto [x, op_type, attributes,
              part] = GENERATE(table<Shape, std::string, std::string, std::string>({
      {{1, 2, 3, 3, 3}, "MaxPool", onnx_ints_attribute("kernel_shape", {2, 2, 2}), "4 dimensions"},
      {kImage, "MaxPool",
       onnx_ints_attribute("kernel_shape", {2, 2}) + onnx_ints_attribute("dilations", {2, 2}),
       "dilated"},
      {kImage, "MaxPool",
       onnx_ints_attribute("kernel_shape", {2, 2}) + onnx_int("storage_order", 1), "storage_order"},
      {kImage, "AveragePool",
       onnx_ints_attribute("kernel_shape", {2, 3}) + onnx_ints_attribute("strides", {2, 2}) +
           onnx_int("ceil_mode", 1) + onnx_int("count_include_pad", 1),
       "overhangs"},
      {kImage, "Pad",
       onnx_ints_attribute("pads", {0, 0, 1, 1, 0, 0, 1, 1}) + onnx_string("mode", "mirror"),
       "mirror"},
      {kImage, "Resize", onnx_string("mode", "cubic"), "cubic"},
      {kImage, "Cast", onnx_int("to", 8), "element type 8"},
      {kImage, "ConstantOfShape", "", "shapes of tensors only"},
  }));
  INFO(op_type);
  const Error error = lowered_error(x, op_type, attributes);
  CHECK_THAT(error.because(), Catch::Contains(part));
  CHECK_THAT(error.where(), Catch::Contains("(" + op_type + ")"));
}

TEST_CASE("Clip is one of the activations where its bounds are theirs") {
  const Node clip = onnx_lowered({4}, "Clip", onnx_float("min", -1) + onnx_float("max", 2), 9);
  CHECK(clip.kind == OpKind::kClip);
  CHECK(clip.as<FunctionAttrs>().alpha == -1);
  CHECK(clip.as<FunctionAttrs>().beta == 2);
  CHECK(onnx_lowered({4}, "Clip", onnx_float("min", 0) + onnx_float("max", 6), 9).kind ==
        OpKind::kRelu6);
  CHECK(onnx_lowered({4}, "Clip", onnx_float("min", 0), 9).kind == OpKind::kRelu);
  CHECK(onnx_lowered({4}, "Clip").kind == OpKind::kIdentity);
  const std::string six = "initializer { name: 'max' data_type: 1 float_data: 6 } ";
  const std::string zero = "initializer { name: 'min' data_type: 1 float_data: 0 } ";
  const Graph graph = read_onnx_text(onnx_input("x", {4}) + six + zero +
                                     onnx_node("Clip", "x, min, max", "y") + onnx_output("y"));
  CHECK(count_kinds(graph) == std::map<std::string, int>{{"Relu6", 1}});
}

TEST_CASE("Gemm's C is the bias if it is one number for each column") {
  const auto kinds_with_c = [](const Shape& c) {
    return count_kinds(read_onnx_text(
        onnx_input("x", {3, 4}) + onnx_ones("fc.weight", {4, 5}) + onnx_ones("c", c) +
        onnx_node("Gemm", "x, fc.weight, c", "y") + onnx_output("y")));
  };
  using Kinds = std::map<std::string, int>;
  CHECK(kinds_with_c({5}) == Kinds{{"MatMul", 1}});
  CHECK(kinds_with_c({1, 5}) == Kinds{{"MatMul", 1}});
  CHECK(kinds_with_c({3, 5}) == Kinds{{"MatMul", 1}, {"Add", 1}});
  CHECK(kinds_with_c({}) == Kinds{{"MatMul", 1}, {"Add", 1}});
}

TEST_CASE("Factors of Gemm become part of its constants") {
  const Graph graph = read_onnx_text(
      onnx_input("x", {3, 4}) + onnx_ones("fc.weight", {4, 5}) + onnx_ones("c", {5}) +
      onnx_node("Gemm", "x, fc.weight, c", "y", onnx_float("alpha", 0.5f) + onnx_float("beta", 2)) +
      onnx_output("y"));
  const Node& layer = graph.node(graph.find_node("fc"));
  CHECK(graph.value(layer.inputs[1]).constant->data<float>()[0] == 0.5f);
  CHECK(graph.value(layer.inputs[2]).constant->data<float>()[0] == 2);
}

TEST_CASE("A product with a vector lacks the dimension that the vector lacks") {
  const auto shape = [](const Shape& a, const Shape& b) {
    const Graph graph = read_onnx_text(onnx_input("a", a) + onnx_input("b", b) +
                                       onnx_node("MatMul", "a, b", "y") + onnx_output("y"));
    return graph.value(graph.outputs()[0]).type.shape;
  };
  CHECK(shape({4}, {4, 5}) == Shape{5});
  CHECK(shape({3, 4}, {4}) == Shape{3});
  CHECK(shape({2, 3, 4}, {4}) == Shape{2, 3});
  CHECK(shape({4}, {2, 4, 5}) == Shape{2, 5});
  CHECK(shape({4}, {4}) == Shape{});
}

TEST_CASE("A pool of lines is a pool of images of height 1") {
  const Graph graph = read_onnx_text(onnx_input("x", {1, 2, 9}) +
                                     onnx_node("MaxPool", "x", "y",
                                               onnx_ints_attribute("kernel_shape", {3}) +
                                                   onnx_ints_attribute("strides", {2}) +
                                                   onnx_ints_attribute("pads", {1, 0})) +
                                     onnx_output("y"));
  const PoolAttrs& pool = graph.node(graph.find_node("MaxPool_1")).as<PoolAttrs>();
  CHECK(pool.kernel == Pair{1, 3});
  CHECK(pool.stride == Pair{1, 2});
  CHECK(pool.padding.left == 1);
  CHECK(graph.value(graph.outputs()[0]).type.shape == Shape{1, 2, 4});
}

// torch.Tensor.expand() and a padding, as PyTorch exports them for a batch of any size.
TEST_CASE("Shapes that the file computes are known") {
  const Graph expanded = read_onnx_text(
      onnx_input("x", {1, 1, 5}) + onnx_input("like", {2, 3, 5}) + onnx_ints("minus", {-1}) +
      onnx_ints("three", {3}) + onnx_ints("target", {2, -1, -1}) +
      onnx_node("Shape", "like", "shape") + onnx_node("ConstantOfShape", "three", "zeros") +
      onnx_node("Cast", "zeros", "integers", onnx_int("to", 7)) +
      onnx_node("Add", "integers, minus", "all_minus") +
      onnx_node("Equal", "target, all_minus", "is_open") +
      onnx_node("Where", "is_open, shape, target", "chosen") +
      onnx_node("Expand", "x, chosen", "y") + onnx_output("y"));
  CHECK(expanded.value(expanded.outputs()[0]).type.shape == Shape{2, 3, 5});
  CHECK(count_kinds(expanded) == std::map<std::string, int>{{"BroadcastTo", 1}});

  // [[left, right], [top, bottom], …] in reverse order and turned.
  const Graph padded = read_onnx_text(
      onnx_input("x", {1, 2, 3, 4}) + onnx_ints("pads", {1, 2, 3, 4, 0, 0, 0, 0}) +
      onnx_ints("pairs", {-1, 2}) + onnx_ints("flat", {-1}) + onnx_ints("first", {0}) +
      onnx_ints("last", {-1}) + onnx_ints("before", {-9223372036854775807}) +
      onnx_node("Reshape", "pads, pairs", "rows") +
      onnx_node("Slice", "rows, last, before, first, last", "reversed") +
      onnx_node("Transpose", "reversed", "turned", onnx_ints_attribute("perm", {1, 0})) +
      onnx_node("Reshape", "turned, flat", "all") + onnx_node("Pad", "x, all", "y") +
      onnx_output("y"));
  CHECK(padded.value(padded.outputs()[0]).type.shape == Shape{1, 2, 10, 7});
}

TEST_CASE("A range is as long as its step makes it") {
  const auto one = [](const std::string& name, int64_t value) {
    return "initializer { name: '" + name + "' data_type: 7 int64_data: " + std::to_string(value) +
           " } ";
  };
  const Graph graph =
      read_onnx_text(onnx_input("x", {9}) + one("start", 7) + one("limit", 0) + one("delta", -3) +
                     onnx_node("Range", "start, limit, delta", "positions") +
                     onnx_node("Gather", "x, positions", "y") + onnx_output("y"));
  const Node& gather = graph.node(graph.find_node("Gather"));
  const Tensor& positions = *graph.value(gather.inputs[1]).constant;
  REQUIRE(positions.shape() == Shape{3});
  CHECK(positions.data<int32_t>()[2] == 1);
}

TEST_CASE("A choice that differs for each element is refused") {
  const Error error = onnx_error(onnx_input("x", {2}) + onnx_ints("a", {1, 2}) +
                                 onnx_ints("b", {2, 2}) + onnx_node("Equal", "a, b", "is_equal") +
                                 onnx_node("Where", "is_equal, x, x", "y") + onnx_output("y"));
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.because(), Catch::Contains("differently"));
}

TEST_CASE("Softmax before opset 13 is read where it means one axis") {
  CHECK(onnx_lowered({2, 5}, "Softmax", "", 11).as<AxisAttrs>().axis == 1);
  CHECK(onnx_lowered({2, 1, 5, 1}, "Softmax", "", 11).as<AxisAttrs>().axis == 2);
  CHECK(lowered_error({2, 3, 5}, "Softmax", "", 11).kind() == ErrorKind::kUnsupported);
  CHECK(onnx_lowered({2, 3, 5}, "Softmax", "", 13).as<AxisAttrs>().axis == 2);
  CHECK(onnx_lowered({2, 3, 5}, "Softmax", onnx_int("axis", -2), 13).as<AxisAttrs>().axis == 1);
}

TEST_CASE("Reductions name their axes from the front and in order") {
  const Node mean = onnx_lowered({2, 3, 4, 5}, "ReduceMean", onnx_ints_attribute("axes", {-1, 2}));
  CHECK(mean.as<ReduceAttrs>().axes == std::vector<int64_t>{2, 3});
  CHECK(mean.as<ReduceAttrs>().keep_dims);
  const Node all = onnx_lowered({2, 3}, "ReduceMean", onnx_int("keepdims", 0));
  CHECK(all.as<ReduceAttrs>().axes == std::vector<int64_t>{0, 1});
  CHECK_FALSE(all.as<ReduceAttrs>().keep_dims);
  CHECK(onnx_lowered({2, 3}, "ReduceMean", onnx_int("noop_with_empty_axes", 1), 18).kind ==
        OpKind::kIdentity);
  const Node global = onnx_lowered({2, 3, 4, 5}, "GlobalAveragePool");
  CHECK(global.as<ReduceAttrs>().axes == std::vector<int64_t>{2, 3});
  CHECK(global.as<ReduceAttrs>().keep_dims);
}

TEST_CASE("A padding names the axes it pads") {
  const Graph graph = read_onnx_text(
      onnx_input("x", {1, 2, 3, 4}) + onnx_ints("pads", {1, 2, 3, 4}) + onnx_ints("axes", {-1, 2}) +
          onnx_node("Pad", "x, pads, , axes", "y") + onnx_output("y"),
      18);
  const PadAttrs& pad = graph.node(graph.find_node("Pad")).as<PadAttrs>();
  CHECK(pad.before == std::vector<int64_t>{0, 0, 2, 1});
  CHECK(pad.after == std::vector<int64_t>{0, 0, 4, 3});
}

TEST_CASE("Operators in training mode are refused") {
  const std::string statistics =
      onnx_input("x", {1, 3}) + onnx_ones("s", {3}) + onnx_ones("b", {3}) + onnx_output("y");
  CHECK_THAT(onnx_error(statistics + onnx_node("BatchNormalization", "x, s, b, s, b", "y",
                                               onnx_int("training_mode", 1)),
                        15)
                 .because(),
             Catch::Contains("training mode"));
  CHECK_THAT(onnx_error(statistics + onnx_node("BatchNormalization", "x, s, b, s, b", "y",
                                               "output: 'mean' output: 'var' "))
                 .because(),
             Catch::Contains("training mode"));
  CHECK(onnx_lowered({4}, "Dropout").kind == OpKind::kIdentity);
}

TEST_CASE("The second result of an operator is refused where it is used") {
  const Error error =
      onnx_error(onnx_input("x", {4}) + onnx_node("Dropout", "x", "y", "output: 'mask' ") +
                 onnx_output("y") + onnx_output("mask"));
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.because(), Catch::Contains("'mask'"));
}

}  // namespace msquant
