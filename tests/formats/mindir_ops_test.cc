// Operators that the real models do not use, each in a model of one operator.
#include <catch2/catch.hpp>

#include "base/error.h"
#include "formats/mindir_support.h"
#include "support/kinds.h"

namespace msquant {
namespace {

Shape output_shape(const Graph& graph) { return graph.value(graph.outputs()[0]).type.shape; }

template <class A>
A attributes_of(const Graph& graph) {
  return graph.node(graph.value(graph.outputs()[0]).producer).as<A>();
}

std::array<int64_t, 4> pads(const Padding& p) { return {p.top, p.bottom, p.left, p.right}; }

}  // namespace

TEST_CASE("Pooling resolves its pad_mode against the image") {
  // out = ceil(6 / 2) x ceil(7 / 2); the rows need 3 * 2 + 1 - 6 = 1 more, the columns 2.
  const auto type = GENERATE("MaxPool", "AvgPool");
  const std::string window =
      attribute("kernel_size", tuple({1, 1, 3, 3})) + attribute("strides", tuple({1, 1, 2, 2}));
  const Graph same =
      read_text(on_image(type, window + attribute("pad_mode", "type: STRING s: 'SAME'")));
  CHECK(output_shape(same) == Shape{1, 4, 3, 4});
  CHECK(pads(attributes_of<PoolAttrs>(same).padding) == std::array<int64_t, 4>{0, 1, 1, 1});
  const Graph valid =
      read_text(on_image(type, window + attribute("pad_mode", "type: STRING s: 'VALID'")));
  CHECK(output_shape(valid) == Shape{1, 4, 2, 3});
  CHECK(pads(attributes_of<PoolAttrs>(valid).padding) == std::array<int64_t, 4>{0, 0, 0, 0});
}

TEST_CASE("Pooling takes its hyper-parameters as inputs too") {
  const Graph graph =
      read_text(on_image("AvgPool", "input: 'k' input: 's' input: 'p' input: 'f'") +
                constant("k", tuple({2, 3})) + constant("s", "type: INT64 i: 2") +
                constant("p", "type: INT64 i: 2") + constant("f", "type: INT64 i: 0"));
  const auto attrs = attributes_of<PoolAttrs>(graph);
  CHECK(attrs.kernel == Pair{2, 3});
  CHECK(attrs.stride == Pair{2, 2});
  CHECK(output_shape(graph) == Shape{1, 4, 3, 3});
}

TEST_CASE("A grouped convolution with dilation resolves its padding") {
  const auto text = [](const std::string& padding) {
    return on_image("Conv2D", "input: 'w' " + attribute("group", "type: INT64 i: 2") +
                                  attribute("stride", tuple({1, 1, 2, 1})) +
                                  attribute("dilation", tuple({1, 1, 2, 1})) + padding) +
           "parameter { " + zeros("w", {6, 2, 3, 3}) + " }";
  };
  // Rows: window 5, out 3, 2 * 2 + 5 - 6 = 3. Columns: window 3, out 7, 6 + 3 - 7 = 2.
  const Graph same = read_text(text(attribute("pad_mode", "type: STRING s: 'same'")));
  CHECK(output_shape(same) == Shape{1, 6, 3, 7});
  CHECK(pads(attributes_of<ConvAttrs>(same).padding) == std::array<int64_t, 4>{1, 2, 1, 1});
  CHECK(attributes_of<ConvAttrs>(same).groups == 2);
  CHECK(attributes_of<ConvAttrs>(same).dilation == Pair{2, 1});
  const Graph given = read_text(
      text(attribute("pad_mode", "type: INT64 i: 0") + attribute("pad", tuple({0, 1, 2, 3}))));
  CHECK(pads(attributes_of<ConvAttrs>(given).padding) == std::array<int64_t, 4>{0, 1, 2, 3});
}

TEST_CASE("Reductions, Softmax and Transpose count negative axes from the back") {
  const Graph mean = read_text(on_image("ReduceMean", "input: 'a' input: 'k'") +
                               constant("a", tuple({-1, -2})) + constant("k", "type: BOOL i: 0"));
  CHECK(output_shape(mean) == Shape{1, 4});
  const Graph all = read_text(on_image("ReduceMean", attribute("keep_dims", "type: BOOL i: 1")));
  CHECK(output_shape(all) == Shape{1, 1, 1, 1});
  const Graph softmax = read_text(on_image("Softmax", attribute("axis", "type: INT64 i: -1")));
  CHECK(attributes_of<AxisAttrs>(softmax).axis == 3);
  const Graph transpose =
      read_text(on_image("Transpose", "input: 'p'") + constant("p", tuple({0, 2, -1, 1})));
  CHECK(output_shape(transpose) == Shape{1, 6, 7, 4});
}

TEST_CASE("Shapes change as Reshape, Flatten, Pad and Concat say") {
  CHECK(output_shape(read_text(on_image("Reshape", "input: 's'") +
                               constant("s", tuple({1, -1, 2})))) == Shape{1, 84, 2});
  CHECK(output_shape(
            read_text(on_image("Reshape", "input: 's'") + constant("s", R"(type: TENSORS tensors {
                dims: 2 data_type: 7 int64_data: 4 int64_data: 42 })"))) == Shape{4, 42});
  CHECK(output_shape(read_text(on_image("Flatten", ""))) == Shape{1, 168});
  const std::string paddings = "type: TUPLE values { " + tuple({0, 0}) + " } values { " +
                               tuple({1, 2}) + " } values { " + tuple({0, 0}) + " } values { " +
                               tuple({3, 0}) + " }";
  CHECK(output_shape(read_text(on_image("Pad", attribute("paddings", paddings)))) ==
        Shape{1, 7, 6, 10});
  CHECK(output_shape(read_text(kImageInput + R"(
            node { op_type: 'MakeTuple' output: 't' input: 'x' input: 'x' input: 'x' }
            node { op_type: 'Concat' output: 'y' input: 't' input: 'axis' }
            output { name: 'y' })" +
                               constant("axis", "type: INT64 i: -3"))) == Shape{1, 12, 6, 7});
}

TEST_CASE("Reshape's target is not mistaken for the shape that MindSpore notes on a node") {
  const std::string noted = attribute("shape", "type: TENSORS tensors { dims: 84 dims: 2 }");
  CHECK(output_shape(read_text(on_image("Reshape", "input: 's' " + noted) +
                               constant("s", tuple({-1, 2})))) == Shape{84, 2});
}

TEST_CASE("A hyper-parameter that is None has its default") {
  const Graph graph = read_text(on_image("ReduceMean", "input: 'a' input: 'k'") +
                                constant("a", "type: NONE") + constant("k", "type: BOOL i: 1"));
  CHECK(output_shape(graph) == Shape{1, 1, 1, 1});
}

TEST_CASE("A number beside a tensor becomes a constant of its element type") {
  const Graph graph =
      read_text(on_image("RealDiv", "input: 'n'") + constant("n", "type: FLOAT f: 2.5"));
  const Node& node = node_named(graph, "RealDiv");
  CHECK(node.kind == OpKind::kDiv);
  const Tensor number = *graph.value(node.inputs[1]).constant;
  CHECK(number.data<float>()[0] == 2.5f);
}

TEST_CASE("Dropout is the identity") {
  const Graph graph = read_text(kImageInput + R"(
      node { op_type: 'Dropout' output: 'd' input: 'x' attribute { name: 'keep_prob' f: 0.5 } }
      node { op_type: 'TupleGetItem' output: 'y' input: 'd' input: 'zero' }
      output { name: 'y' })" + constant("zero", "type: INT64 i: 0"));
  CHECK(count_kinds(graph) == std::map<std::string, int>{{"Identity", 1}});
}

TEST_CASE("Operators in forms that msquant does not know are refused") {
  const std::string weight = "parameter { " + zeros("w", {6, 4, 3, 3}) + " }";
  const auto text = GENERATE_COPY(
      on_image("MaxPool", attribute("format", "type: STRING s: 'NHWC'")),
      on_image("MaxPool", attribute("kernel_size", tuple({1, 2, 2, 2}))),
      on_image("MaxPool", attribute("kernel_size", tuple({0}))),
      on_image("MaxPool", attribute("kernel_size", tuple({8, 8}))),
      on_image("MaxPool", attribute("pad_mode", "type: STRING s: 'full'")),
      on_image("Softmax", attribute("axis", tuple({0, 1}))),
      on_image("Softmax", attribute("axis", "type: INT64 i: 4")),
      on_image("Softmax", attribute("axis", "type: STRING s: 'last'")),
      on_image("Reshape", "input: 'x'"), on_image("Reshape", ""),
      on_image("Reshape", "input: 's'") + constant("s", tuple({0, 168})), on_image("Concat", ""),
      on_image("Pad", ""), on_image("Add", ""), on_image("Cast", ""),
      on_image("Conv2D", "input: 'w' " + attribute("stride", tuple({1, 1, -1, 1}))) + weight,
      on_image("Conv2D", "input: 'w' " + attribute("group", "type: INT64 i: 3")) + weight,
      on_image("Conv2D", "input: 'w' " + attribute("pad_mode", "type: STRING s: 'pad'") +
                             attribute("pad", tuple({-1, 0, 0, 0}))) +
          weight,
      on_image("TupleGetItem", "input: 'i'") + constant("i", "type: INT64 i: 0"),
      on_image("Quant", ""), on_image("Dequant", "input: 'x'"));
  INFO(text);
  try {
    read_text(text);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK((error.kind() == ErrorKind::kModel || error.kind() == ErrorKind::kUnsupported));
    CHECK(error.where().find("model.mindir: node '") != std::string::npos);
  }
}

}  // namespace msquant
