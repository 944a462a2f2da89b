// Operators on tensors that are known when the model is read: what exporters compute shapes with.
// Expected elements are worked out by hand from ONNX's Operators.md.
#include <catch2/catch.hpp>

#include "formats/onnx_support.h"

namespace msquant {
namespace {

std::string tensor(const std::string& name, int type, const std::string& fields) {
  return "initializer { name: '" + name + "' data_type: " + std::to_string(type) + " " + fields +
         "} ";
}

// Initializers: a and b of int64, f and g of float32, p and q of bool, and small ones.
const std::string kTensors =
    onnx_ints("a", {7, -7, 6}) + onnx_ints("b", {2, 3, 6}) +
    tensor("f", 1, "dims: 2 float_data: 2.5 float_data: -2.5 ") +
    tensor("g", 1, "dims: 2 float_data: 4 float_data: 0.25 ") +
    tensor("p", 9, "dims: 2 int32_data: 1 int32_data: 0 ") +
    tensor("q", 9, "dims: 2 int32_data: 1 int32_data: 1 ") + tensor("two", 7, "int64_data: 2 ") +
    tensor("i", 6, "dims: 2 int32_data: 5 int32_data: -3 ") + onnx_ints("first", {0}) +
    onnx_ints("last", {-1}) + onnx_ints("length", {3}) +
    tensor("m", 7, "dims: 2 dims: 2 int64_data: 1 int64_data: 2 int64_data: 3 int64_data: 4 ");

std::string folding(const std::string& op_type, const std::string& inputs,
                    const std::string& attributes) {
  return kTensors + onnx_node(op_type, inputs, "y", attributes) + onnx_output("y");
}

// The constant that one operator on those tensors becomes.
Tensor folded(const std::string& op_type, const std::string& inputs,
              const std::string& attributes = {}) {
  const Graph graph = read_onnx_text(folding(op_type, inputs, attributes));
  const Value& y = graph.value(graph.outputs()[0]);
  INFO(op_type << " of " << inputs);
  REQUIRE(y.constant);
  return *y.constant;
}

struct Case {
  const char *op_type, *inputs;
  std::string attributes;
  DType dtype;
  Shape shape;
  std::vector<double> elements;
};

std::vector<double> elements_of(const Tensor& tensor) {
  return visit_dtype(tensor.dtype(), [&](auto zero) {
    std::vector<double> elements;
    for (auto element : tensor.data<decltype(zero)>()) {
      elements.push_back(static_cast<double>(static_cast<float>(element)));
    }
    return elements;
  });
}

void check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    INFO(each.op_type << " of " << each.inputs);
    const Tensor result = folded(each.op_type, each.inputs, each.attributes);
    CHECK(result.dtype() == each.dtype);
    CHECK(result.shape() == each.shape);
    CHECK(elements_of(result) == each.elements);
  }
}

constexpr DType kInt = DType::kInt64, kReal = DType::kFloat32, kBool = DType::kBool;

}  // namespace

TEST_CASE("Arithmetic on known numbers is done") {
  check({{"Add", "a, b", "", kInt, {3}, {9, -4, 12}},
         {"Add", "f, g", "", kReal, {2}, {6.5, -2.25}},
         {"Sub", "a, two", "", kInt, {3}, {5, -9, 4}},
         {"Sub", "f, g", "", kReal, {2}, {-1.5, -2.75}},
         {"Mul", "a, b", "", kInt, {3}, {14, -21, 36}},
         {"Mul", "f, g", "", kReal, {2}, {10, -0.625}},
         {"Div", "a, b", "", kInt, {3}, {3, -2, 1}},  // towards zero
         {"Div", "f, g", "", kReal, {2}, {0.625, -10}},
         {"Mod", "a, b", "", kInt, {3}, {1, 2, 0}},  // of the divisor's sign
         {"Mod", "a, last", "", kInt, {3}, {0, 0, 0}},
         {"Max", "a, b", "", kInt, {3}, {7, 3, 6}},
         {"Min", "a, b", "", kInt, {3}, {2, -7, 6}},
         {"Add", "i, i", "", DType::kInt32, {2}, {10, -6}}});
}

TEST_CASE("Functions of known numbers are computed") {
  check({{"Floor", "f", "", kReal, {2}, {2, -3}},
         {"Ceil", "f", "", kReal, {2}, {3, -2}},
         {"Sqrt", "g", "", kReal, {2}, {2, 0.5}},
         {"Reciprocal", "g", "", kReal, {2}, {0.25, 4}}});
}

TEST_CASE("Comparisons and choices of known numbers are decided") {
  check({{"Equal", "a, b", "", kBool, {3}, {0, 0, 1}},
         {"Less", "a, b", "", kBool, {3}, {0, 1, 0}},
         {"LessOrEqual", "a, b", "", kBool, {3}, {0, 1, 1}},
         {"Greater", "a, b", "", kBool, {3}, {1, 0, 0}},
         {"GreaterOrEqual", "a, b", "", kBool, {3}, {1, 0, 1}},
         {"And", "p, q", "", kBool, {2}, {1, 0}},
         {"Or", "p, q", "", kBool, {2}, {1, 1}},
         {"Not", "p", "", kBool, {2}, {0, 1}},
         {"Where", "p, f, g", "", kReal, {2}, {2.5, 0.25}},
         {"Where", "p, two, first", "", kInt, {2}, {2, 0}}});
}

TEST_CASE("Known elements are converted and moved") {
  check({{"Cast", "f", onnx_int("to", 7), kInt, {2}, {2, -2}},  // towards zero
         {"Cast", "a", onnx_int("to", 1), kReal, {3}, {7, -7, 6}},
         {"Cast", "g", onnx_int("to", 10), DType::kFloat16, {2}, {4, 0.25}},
         {"Cast", "f", onnx_int("to", 9), kBool, {2}, {1, 1}},
         {"CastLike", "a, f", "", kReal, {3}, {7, -7, 6}},
         {"Concat", "a, first", onnx_int("axis", 0), kInt, {4}, {7, -7, 6, 0}},
         {"Gather", "a, last", "", kInt, {1}, {6}},
         {"Slice", "a, last, first, first, last", "", kInt, {2}, {6, -7}},
         {"Slice", "m, first, last, last", "", kInt, {2, 1}, {1, 3}},
         {"Transpose", "m", "", kInt, {2, 2}, {1, 3, 2, 4}},
         {"Reshape", "m, last", "", kInt, {4}, {1, 2, 3, 4}},
         {"Squeeze", "first", "", kInt, {}, {0}},
         {"Unsqueeze", "a, last", "", kInt, {3, 1}, {7, -7, 6}},
         {"Expand", "first, length", "", kInt, {3}, {0, 0, 0}},
         {"ConstantOfShape", "length", "", kReal, {3}, {0, 0, 0}},
         {"ConstantOfShape",
          "length",
          "attribute { name: 'value' type: TENSOR t { data_type: 7 dims: 1 int64_data: 9 } } ",
          kInt,
          {3},
          {9, 9, 9}},
         {"Shape", "m", "", kInt, {2}, {2, 2}},
         {"Size", "m", "", kInt, {}, {4}}});
}

TEST_CASE("A range may reach from one end of its type to the other") {
  const auto range = [](int type, const std::string& field, const std::string& start,
                        const std::string& limit, const std::string& delta) {
    const auto one = [&](const char* name, const std::string& value) {
      return tensor(name, type, field + ": " + value + " ");
    };
    const Graph graph = read_onnx_text(one("s", start) + one("l", limit) + one("d", delta) +
                                       onnx_node("Range", "s, l, d", "y") + onnx_output("y"));
    return *graph.value(graph.outputs()[0]).constant;
  };
  const Tensor wide =
      range(7, "int64_data", "-9223372036854775808", "9223372036854775807", "4611686018427387904");
  REQUIRE(wide.shape() == Shape{4});
  CHECK(wide.data<int64_t>()[3] == int64_t{1} << 62);
  const Tensor narrow = range(6, "int32_data", "-2147483648", "2147483647", "1073741824");
  REQUIRE(narrow.shape() == Shape{4});
  CHECK(narrow.data<int32_t>()[3] == 1 << 30);
  CHECK(elements_of(range(1, "float_data", "1", "2", "0.25")) ==
        std::vector<double>{1, 1.25, 1.5, 1.75});
  CHECK(range(7, "int64_data", "5", "1", "1").size() == 0);
}

TEST_CASE("Known numbers that give no result are refused with the reason") {
  const std::string extremes = onnx_ints("most", {INT64_MAX}) + onnx_ints("least", {INT64_MIN}) +
                               onnx_ints("long", {1 << 21}) +
                               tensor("huge", 1, "dims: 1 float_data: 1e30 ") +
                               tensor("half", 1, "float_data: 0.5 ");
  struct Refusal {
    const char *op_type, *inputs;
    std::string attributes;
    ErrorKind kind;
    const char* because;
  };
  constexpr ErrorKind kBroken = ErrorKind::kModel, kUnsupported = ErrorKind::kUnsupported;
  const char* const overflow = "its integers overflow or are divided by 0";
  const Refusal refusals[] = {
      {"Add", "most, two", "", kBroken, overflow},
      {"Sub", "least, two", "", kBroken, overflow},
      {"Mul", "most, two", "", kBroken, overflow},
      {"Div", "a, first", "", kBroken, overflow},
      {"Div", "least, last", "", kBroken, overflow},
      {"Mod", "a, first", "", kBroken, overflow},
      {"Not", "a", "", kBroken, "its input is not of booleans"},
      {"Where", "a, a, a", "", kBroken, "its condition is not of booleans"},
      {"Where", "p, a, f", "", kBroken, "its choices are of different types"},
      {"Range", "two, half, two", "", kBroken,
       "its start, limit and delta are not one number each, of one type"},
      {"Range", "first, most, two", "", kUnsupported, "it has no or too many elements"},
      {"Range", "first, two, first", "", kUnsupported, "it has no or too many elements"},
      {"Cast", "huge", onnx_int("to", 7), kUnsupported,
       "an element does not fit the type that it is converted to"},
      {"Cast", "a", "", kBroken, "it has no 'to'"},
      {"ConstantOfShape", "long", "", kUnsupported, "it makes a tensor of shape [2097152]"},
      {"ConstantOfShape", "last", "", kUnsupported, "it makes a tensor of shape [-1]"},
      {"ConstantOfShape", "length",
       "attribute { name: 'value' type: TENSOR t { data_type: 7 dims: 0 } } ", kBroken,
       "its value is not one element"},
      {"Gather", "a, length", "", kBroken, "axis 3 is out of range for 3 dimensions"},
      {"Mod", "f, g", onnx_int("fmod", 1), kUnsupported,
       "msquant computes it on the shapes of tensors only"},
  };
  for (const Refusal& each : refusals) {
    INFO(each.op_type << " of " << each.inputs);
    const Error error = onnx_error(extremes + folding(each.op_type, each.inputs, each.attributes));
    CHECK(error.kind() == each.kind);
    CHECK(error.because() == each.because);
  }
}

}  // namespace msquant
