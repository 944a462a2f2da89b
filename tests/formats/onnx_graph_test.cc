// Inputs, names, constants and shapes that a model computes.
#include <catch2/catch.hpp>

#include "formats/onnx_support.h"
#include "support/kinds.h"

namespace msquant {
namespace {

const std::string kRelu = onnx_node("Relu", "x", "y") + onnx_output("y");

std::string input_of(const std::string& dims) {
  return "input { name: 'x' type { tensor_type { elem_type: 1 shape { " + dims + "} } } } ";
}

Shape output_shape(const Graph& graph) { return graph.value(graph.outputs().at(0)).type.shape; }

}  // namespace

TEST_CASE("An open batch dimension is 1, any other open dimension an error") {
  const std::string rest = "dim { dim_value: 3 } ";
  for (const std::string batch :
       {"dim { dim_param: 'N' } ", "dim { dim_value: 0 } ", "dim { dim_value: -1 } ", "dim { } "}) {
    INFO(batch);
    CHECK(output_shape(read_onnx_text(input_of(batch + rest) + kRelu)) == Shape{1, 3});
    const Error error = onnx_error(input_of(rest + batch) + kRelu);
    CHECK(error.kind() == ErrorKind::kUnsupported);
    CHECK_THAT(error.where(), Catch::Contains("input 'x'"));
  }
}

TEST_CASE("Initializers that are listed as inputs are constants") {
  const Graph graph =
      read_onnx_text(onnx_input("x", {1, 3}) + onnx_input("b", {3}) + onnx_ones("b", {3}) +
                     onnx_node("Add", "x, b", "y") + onnx_output("y"));
  CHECK(graph.inputs().size() == 1);
  CHECK(graph.value(graph.node(graph.find_node("Add")).inputs[1]).name == "b");
}

TEST_CASE("A model may have several inputs and outputs") {
  const Graph graph = read_onnx_text(onnx_input("a", {2}) + onnx_input("b", {2}) +
                                     onnx_node("Add", "a, b", "s") + onnx_node("Mul", "a, b", "p") +
                                     onnx_output("p") + onnx_output("s") + onnx_output("a"));
  CHECK(graph.inputs().size() == 2);
  REQUIRE(graph.outputs().size() == 3);
  CHECK(graph.value(graph.outputs()[0]).name == "Mul");
  CHECK(graph.outputs()[2] == graph.inputs()[0]);
}

TEST_CASE("Layers are named after their weights, other nodes as in the file, each once") {
  const Graph graph = read_onnx_text(
      onnx_input("x", {1, 4}) + onnx_ones("head.fc.weight", {4, 4}) + onnx_ones("w", {4, 4}) +
      onnx_node("MatMul", "x, head.fc.weight", "a", "name: 'm' ") +
      onnx_node("MatMul", "a, head.fc.weight", "b", "name: 'm' ") +
      onnx_node("MatMul", "b, w", "c", "name: 'm' ") + onnx_node("Relu", "c", "d") +
      onnx_node("Relu", "d", "e") + onnx_output("e"));
  std::vector<std::string> names;
  for (NodeId id : graph.node_ids()) names.push_back(graph.node(id).name);
  CHECK(names == std::vector<std::string>{"head.fc", "head.fc_1", "m", "Relu", "Relu_1"});
}

TEST_CASE("What the outputs do not need is left out, even if msquant could not read it") {
  const Graph graph = read_onnx_text(onnx_input("x", {4}) + onnx_node("Sort", "x", "z") + kRelu);
  CHECK(count_kinds(graph) == std::map<std::string, int>{{"Relu", 1}});
}

TEST_CASE("A shape that the model computes from its input is folded") {
  // As exporters write x.view(x.size(0), -1): Shape, Gather, Unsqueeze, Concat, Reshape.
  const Graph graph = read_onnx_text(
      onnx_input("x", {2, 3, 4}) + "initializer { name: 'zero' data_type: 7 int64_data: 0 } " +
      onnx_ints("axis", {0}) + onnx_ints("rest", {-1}) + onnx_node("Shape", "x", "shape") +
      onnx_node("Gather", "shape, zero", "batch") + onnx_node("Unsqueeze", "batch, axis", "row") +
      onnx_node("Concat", "row, rest", "target", onnx_int("axis", 0)) +
      onnx_node("Reshape", "x, target", "y") + onnx_output("y"));
  CHECK(count_kinds(graph) == std::map<std::string, int>{{"Reshape", 1}});
  CHECK(graph.node(graph.find_node("Reshape")).as<ReshapeAttrs>().shape ==
        std::vector<int64_t>{2, -1});
  CHECK(output_shape(graph) == Shape{2, 12});
}

TEST_CASE("Arithmetic, slices and casts of shapes are folded") {
  const Graph graph = read_onnx_text(
      onnx_input("x", {2, 3, 4, 5}) + onnx_ints("1", {1}) + onnx_ints("3", {3}) +
      onnx_ints("20", {20}) + onnx_ints("minus", {-1}) + onnx_node("Shape", "x", "shape") +
      onnx_node("Slice", "shape, 1, 3", "middle") +              // [3, 4]
      onnx_node("Cast", "middle", "small", onnx_int("to", 6)) +  // int32
      onnx_node("Cast", "small", "large", onnx_int("to", 7)) +
      onnx_node("Mul", "large, 20", "product") +  // [60, 80]
      onnx_node("Sub", "product, 20", "less") +   // [40, 60]
      onnx_node("Div", "less, 20", "ratio") +     // [2, 3]
      onnx_node("Reshape", "ratio, minus", "flat") +
      onnx_node("Concat", "flat, 20", "target", onnx_int("axis", 0)) +
      onnx_node("Reshape", "x, target", "y") + onnx_output("y"));
  CHECK(output_shape(graph) == Shape{2, 3, 20});
}

TEST_CASE("Shapes that depend on the elements of an input are refused") {
  const Error error = onnx_error(
      "input { name: 's' type { tensor_type { elem_type: 7 shape { dim { dim_value: 1 } } } } } " +
      onnx_input("x", {2, 3}) + onnx_node("Reshape", "x, s", "y") + onnx_output("y"));
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.because(), Catch::Contains("not constant"));
}

TEST_CASE("A transposed or cast weight stays the weight of its layer") {
  const Graph graph =
      read_onnx_text(onnx_input("x", {1, 4}) + onnx_ones("fc.weight", {5, 4}) +
                     onnx_node("Cast", "fc.weight", "half", onnx_int("to", 10)) +
                     onnx_node("Cast", "half", "float", onnx_int("to", 1)) +
                     onnx_node("Transpose", "float", "t", onnx_ints_attribute("perm", {1, 0})) +
                     onnx_node("MatMul", "x, t", "y") + onnx_output("y"));
  CHECK(count_kinds(graph) == std::map<std::string, int>{{"MatMul", 1}});
  const Value& weight = graph.value(graph.node(graph.find_node("fc")).inputs[1]);
  CHECK(weight.name == "fc.weight");
  CHECK(weight.type.shape == Shape{4, 5});
}

TEST_CASE("Squeeze and Unsqueeze become Reshapes in both of their forms") {
  CHECK(onnx_lowered({2, 3, 1, 1}, "Squeeze", onnx_ints_attribute("axes", {2, -1}), 11)
            .as<ReshapeAttrs>()
            .shape == std::vector<int64_t>{2, 3});
  CHECK(onnx_lowered({2, 1, 3}, "Squeeze").as<ReshapeAttrs>().shape == std::vector<int64_t>{2, 3});
  CHECK(onnx_lowered({2, 3}, "Unsqueeze", onnx_ints_attribute("axes", {0, -1}), 11)
            .as<ReshapeAttrs>()
            .shape == std::vector<int64_t>{1, 2, 3, 1});
}

TEST_CASE("Constant nodes hold tensors, numbers or lists") {
  for (const std::string value :
       {"attribute { name: 'value' type: TENSOR t { data_type: 1 dims: 1 float_data: 2 } }",
        "attribute { name: 'value_float' type: FLOAT f: 2 }",
        "attribute { name: 'value_floats' type: FLOATS floats: 2 }"}) {
    INFO(value);
    const Graph graph =
        read_onnx_text(onnx_input("x", {4}) + onnx_node("Constant", "", "c", value) +
                       onnx_node("Mul", "x, c", "y") + onnx_output("y"));
    const Value& constant = graph.value(graph.node(graph.find_node("Mul")).inputs[1]);
    REQUIRE(constant.constant);
    CHECK(constant.constant->data<float>()[0] == 2);
  }
}

}  // namespace msquant
