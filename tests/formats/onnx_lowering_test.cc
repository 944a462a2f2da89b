// What becomes of operators that ONNX has and msquant has not, and of the less usual forms of
// others. Expected lines are worked out by hand from ONNX's Operators.md.
#include <catch2/catch.hpp>
#include <sstream>

#include "formats/onnx_support.h"
#include "graph/dump.h"

namespace msquant {
namespace {

const Shape kImage{1, 4, 6, 8};

// The operators of a graph as dump() prints them, without the types of images like x.
std::string operators(const Graph& graph) {
  std::istringstream lines(dump(graph));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("input ", 0) == 0 || line.rfind("output ", 0) == 0) continue;
    text += (text.empty() ? "" : "\n") + line.substr(0, line.find(" : float32[1, 4, 6, 8]"));
  }
  return text;
}

struct Case {
  std::string op_type, inputs, attributes, more, expected;
  int64_t opset = 13;
};

void check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    INFO(each.op_type << " " << each.attributes);
    const Graph graph = read_onnx_text(
        onnx_input("x", kImage) + each.more +
            onnx_node(each.op_type, each.inputs, "y", each.attributes) + onnx_output("y"),
        each.opset);
    CHECK(operators(graph) == each.expected);
  }
}

}  // namespace

TEST_CASE("Formulas of ONNX are spelled out") {
  check({{"Reciprocal", "x", "", "", "Reciprocal = Div(y.number, x)"},
         {"Softsign", "x", "", "",
          "Softsign = Abs(x)\nSoftsign_1 = Add(Softsign, y.number)\n"
          "Softsign_2 = Div(x, Softsign_1)"},
         {"Selu", "x", onnx_float("alpha", 2), "",
          "Selu = Elu(x) alpha=2 beta=0\nSelu_1 = Mul(Selu, y.number)"},
         {"Celu", "x", onnx_float("alpha", 2), "",
          "Celu = Div(x, y.number)\nCelu_1 = Elu(Celu) alpha=1 beta=0\n"
          "Celu_2 = Mul(Celu_1, y.number)"},
         {"Mean", "x, x", "", "", "Mean = Add(x, x)\nMean_1 = Div(Mean, y.number)"},
         {"Sum", "x, x, x", "", "", "Sum = Add(x, x)\nSum_1 = Add(Sum, x)"},
         {"Max", "x", "", "", "Max = Identity(x)"},
         {"LogSoftmax", "x", onnx_int("axis", 1), "",
          "LogSoftmax = ReduceMax(x) axes=[1] keep_dims : float32[1, 1, 6, 8]\n"
          "LogSoftmax_1 = Sub(x, LogSoftmax)\nLogSoftmax_2 = Exp(LogSoftmax_1)\n"
          "LogSoftmax_3 = ReduceSum(LogSoftmax_2) axes=[1] keep_dims : float32[1, 1, 6, 8]\n"
          "LogSoftmax_4 = Log(LogSoftmax_3) : float32[1, 1, 6, 8]\n"
          "LogSoftmax_5 = Sub(LogSoftmax_1, LogSoftmax_4)"}});
}

TEST_CASE("Reductions of ONNX that are formulas are spelled out") {
  const std::string axes = onnx_ints_attribute("axes", {1}) + onnx_int("keepdims", 0);
  const std::string result = " axes=[1] : float32[1, 6, 8]";
  check(
      {{"ReduceMin", "x", axes, "",
        "ReduceMin = Neg(x)\nReduceMin_1 = ReduceMax(ReduceMin)" + result +
            "\nReduceMin_2 = Neg(ReduceMin_1) : float32[1, 6, 8]"},
       {"ReduceL1", "x", axes, "", "ReduceL1 = Abs(x)\nReduceL1_1 = ReduceSum(ReduceL1)" + result},
       {"ReduceSumSquare", "x", axes, "",
        "ReduceSumSquare = Mul(x, x)\nReduceSumSquare_1 = ReduceSum(ReduceSumSquare)" + result},
       {"ReduceL2", "x", axes, "",
        "ReduceL2 = Mul(x, x)\nReduceL2_1 = ReduceSum(ReduceL2)" + result +
            "\nReduceL2_2 = Sqrt(ReduceL2_1) : float32[1, 6, 8]"},
       {"ReduceL1", "x", onnx_int("noop_with_empty_axes", 1), "", "ReduceL1 = Abs(x)", 18}});
}

TEST_CASE("Blocks of ONNX are moved by Reshape and Transpose") {
  const std::string size = onnx_int("blocksize", 2);
  check({{"DepthToSpace", "x", size, "",
          "DepthToSpace = Reshape(x) shape=[1, 2, 2, 1, 6, 8] : float32[1, 2, 2, 1, 6, 8]\n"
          "DepthToSpace_1 = Transpose(DepthToSpace) perm=[0, 3, 4, 1, 5, 2] : "
          "float32[1, 1, 6, 2, 8, 2]\n"
          "DepthToSpace_2 = Reshape(DepthToSpace_1) shape=[1, 1, 12, 16] : float32[1, 1, 12, 16]"},
         {"DepthToSpace", "x", size + onnx_string("mode", "CRD"), "",
          "DepthToSpace = Reshape(x) shape=[1, 1, 2, 2, 6, 8] : float32[1, 1, 2, 2, 6, 8]\n"
          "DepthToSpace_1 = Transpose(DepthToSpace) perm=[0, 1, 4, 2, 5, 3] : "
          "float32[1, 1, 6, 2, 8, 2]\n"
          "DepthToSpace_2 = Reshape(DepthToSpace_1) shape=[1, 1, 12, 16] : float32[1, 1, 12, 16]"},
         {"SpaceToDepth", "x", size, "",
          "SpaceToDepth = Reshape(x) shape=[1, 4, 3, 2, 4, 2] : float32[1, 4, 3, 2, 4, 2]\n"
          "SpaceToDepth_1 = Transpose(SpaceToDepth) perm=[0, 3, 5, 1, 2, 4] : "
          "float32[1, 2, 2, 4, 3, 4]\n"
          "SpaceToDepth_2 = Reshape(SpaceToDepth_1) shape=[1, 16, 3, 4] : float32[1, 16, 3, 4]"}});
}

TEST_CASE("Functions of ONNX have their defaults") {
  check({{"LeakyRelu", "x", "", "", "LeakyRelu = LeakyRelu(x) alpha=0.01 beta=0"},
         {"Elu", "x", "", "", "Elu = Elu(x) alpha=1 beta=0"},
         {"HardSigmoid", "x", "", "", "HardSigmoid = HardSigmoid(x) alpha=0.2 beta=0.5"},
         {"Gelu", "x", "", "", "Gelu = Gelu(x)", 20},
         {"Gelu", "x", onnx_string("approximate", "tanh"), "", "Gelu = GeluTanh(x)", 20},
         {"Cast", "x", onnx_int("to", 1), "", "Cast = Identity(x)"},
         {"Cast", "x", onnx_int("to", 10), "", "Cast = Cast(x) to=float16 : float16[1, 4, 6, 8]"},
         {"CastLike", "x, x", "", "", "CastLike = Identity(x)", 15},
         {"CastLike", "x, h", "", "initializer { name: 'h' data_type: 10 int32_data: 0 } ",
          "CastLike = Cast(x) to=float16 : float16[1, 4, 6, 8]", 15},
         {"Pow", "x, two", "", "initializer { name: 'two' data_type: 7 int64_data: 2 } ",
          "Pow = Cast(two) to=float32 : float32[]\nPow_1 = Pow(x, Pow)"},
         {"Where", "c, x, x", "", "initializer { name: 'c' data_type: 9 int32_data: 1 } ", ""},
         {"Where", "c, one, x", "",
          "initializer { name: 'c' data_type: 9 int32_data: 1 } " + onnx_ones("one", {1}),
          "Where = BroadcastTo(one) shape=[1, 4, 6, 8]"}});
}

TEST_CASE("Normalizations of ONNX are read in all of their forms") {
  const std::string row = onnx_ones("g", {8}) + onnx_ones("b", {8});
  const std::string c = onnx_ones("g", {4}) + onnx_ones("b", {4});
  const std::string groups = onnx_ones("g", {2}) + onnx_ones("b", {2});
  const auto spread = [](const std::string& scale, int at) {
    const auto name = [&](int i) {
      return "GroupNormalization" + (at + i == 0 ? "" : "_" + std::to_string(at + i));
    };
    return name(0) + " = BroadcastTo(" + scale + ") shape=[2, 2] : float32[2, 2]\n" + name(1) +
           " = Reshape(" + name(0) + ") shape=[4] : float32[4]\n";
  };
  check({{"LayerNormalization", "x, g", "", row,
          "LayerNormalization = LayerNorm(x, g, g.zero) axis=3 epsilon=1e-05", 17},
         {"LayerNormalization", "x, g, b", onnx_int("axis", 3) + onnx_float("epsilon", 0.5f), row,
          "LayerNormalization = LayerNorm(x, g, b) axis=3 epsilon=0.5", 17},
         {"InstanceNormalization", "x, g, b", "", c,
          "InstanceNormalization = GroupNorm(x, g, b) groups=4 epsilon=1e-05"},
         {"GroupNormalization", "x, g, b", onnx_int("num_groups", 2), c,
          "GroupNormalization = GroupNorm(x, g, b) groups=2 epsilon=1e-05", 21},
         {"GroupNormalization", "x, g, b", onnx_int("num_groups", 2), groups,
          spread("g", 0) + spread("b", 2) +
              "GroupNormalization_4 = GroupNorm(x, GroupNormalization_1, GroupNormalization_3) "
              "groups=2 epsilon=1e-05",
          18}});
}

TEST_CASE("Padding with elements of the input gathers them") {
  const auto pad = [](const std::string& mode, const std::vector<int64_t>& expected) {
    const Graph graph = read_onnx_text(
        onnx_input("x", {1, 4}) + onnx_ints("pads", {0, 2, 0, 3}) +
            onnx_node("Pad", "x, pads", "y", onnx_string("mode", mode)) + onnx_output("y"),
        19);
    const Node& gather = graph.node(graph.find_node("Pad"));
    CHECK(gather.as<AxisAttrs>().axis == 1);
    const Tensor& indices = *graph.value(gather.inputs[1]).constant;
    CHECK(std::vector<int64_t>(indices.data<int32_t>().begin(), indices.data<int32_t>().end()) ==
          expected);
  };
  pad("reflect", {2, 1, 0, 1, 2, 3, 2, 1, 0});
  pad("edge", {0, 0, 0, 1, 2, 3, 3, 3, 3});
  pad("wrap", {2, 3, 0, 1, 2, 3, 0, 1, 2});
}

TEST_CASE("Parts and repetitions of ONNX are read in all of their forms") {
  const auto part = [](const std::string& name, int64_t begin, const std::string& end,
                       int64_t columns) {
    return name + " = Slice(x) begin=[0, 0, 0, " + std::to_string(begin) +
           "] end=[end, end, end, " + end + "] step=[1, 1, 1, 1] : float32[1, 4, 6, " +
           std::to_string(columns) + "]";
  };
  const std::string two = "output: 'z' ", three = two + "output: 'w' ", last = onnx_int("axis", 3);
  check(
      {{"Split", "x, s", two + last, onnx_ints("s", {3, 5}),
        part("Split", 0, "3", 3) + "\n" + part("Split_1", 3, "8", 5)},
       {"Split", "x", two + last + onnx_ints_attribute("split", {6, 2}), "",
        part("Split", 0, "6", 6) + "\n" + part("Split_1", 6, "8", 2), 11},
       {"Split", "x", three + last, "",
        part("Split", 0, "3", 3) + "\n" + part("Split_1", 3, "6", 3) + "\n" +
            part("Split_2", 6, "8", 2),
        18},
       {"Slice", "x",
        onnx_ints_attribute("starts", {-2}) + onnx_ints_attribute("ends", {9}) +
            onnx_ints_attribute("axes", {3}),
        "", part("Slice", 6, "8", 2), 9},
       // ONNX Runtime 1.32: the first column, where NumPy has none.
       {"Slice", "x, s, e, a, t", "",
        onnx_ints("s", {-11}) + onnx_ints("e", {-20}) + onnx_ints("a", {3}) + onnx_ints("t", {-1}),
        "Slice = Slice(x) begin=[0, 0, 0, 0] end=[end, end, end, -1] step=[1, 1, 1, -1] : "
        "float32[1, 4, 6, 1]"},
       {"Gather", "x, i", onnx_int("axis", -1), onnx_ints("i", {-1, 0}),
        "Gather = Gather(x, i) axis=3 : float32[1, 4, 6, 2]"},
       {"Tile", "x, r", "", onnx_ints("r", {2, 1, 1, 1}),
        "Tile = Tile(x) repeats=[2, 1, 1, 1] : float32[2, 4, 6, 8]"},
       {"Expand", "x, s", "", onnx_ints("s", {6, 1}), "Expand = BroadcastTo(x) shape=[1, 4, 6, 8]"},
       {"Expand", "x, s", "", onnx_ints("s", {3, 1, 1, 1, 8}),
        "Expand = BroadcastTo(x) shape=[3, 1, 4, 6, 8] : float32[3, 1, 4, 6, 8]"}});
}

TEST_CASE("Images of ONNX are resized by scales or to sizes") {
  const auto scales = [](const std::vector<float>& values) {
    std::string text =
        "initializer { name: 's' data_type: 1 dims: " + std::to_string(values.size());
    for (float value : values) text += " float_data: " + std::to_string(value);
    return text + " } ";
  };
  const auto resize = [](const std::string& type, const std::string& rest) {
    return type + " = Resize(x) size=[12, 4] " + rest + " : float32[1, 4, 12, 4]";
  };
  const std::string linear = onnx_string("mode", "linear");
  const std::string aligned = onnx_string("coordinate_transformation_mode", "align_corners");
  check({{"Upsample", "x, s", "", scales({1, 1, 2, 0.5f}), resize("Upsample", "nearest asymmetric"),
          9},
         {"Resize", "x, s", linear, scales({1, 1, 2, 0.5f}),
          resize("Resize", "bilinear asymmetric"), 10},
         {"Resize", "x, , s", linear, scales({1, 1, 2, 0.5f}),
          resize("Resize", "bilinear half_pixel")},
         {"Resize", "x, , , s", aligned, onnx_ints("s", {1, 4, 12, 4}),
          resize("Resize", "nearest align_corners")},
         {"Resize", "x, , , s", linear + onnx_ints_attribute("axes", {3, 2}),
          onnx_ints("s", {4, 12}), resize("Resize", "bilinear half_pixel"), 18},
         // ONNX Runtime 1.32: 10 rows, as 6 times the float32 below 5/3 are 10 in float32.
         {"Resize", "x, , s", linear,
          "initializer { name: 's' data_type: 1 dims: 4 float_data: [1, 1, 1.6666666, 0.5] } ",
          "Resize = Resize(x) size=[10, 4] bilinear half_pixel : float32[1, 4, 10, 4]"}});
}

TEST_CASE("A transposed convolution of ONNX gets the size that it names") {
  const std::string stride = onnx_ints_attribute("strides", {2, 2});
  const auto expected = [](const std::string& pads, const std::string& size) {
    return "up = ConvTranspose2d(x, up.weight) stride=[2, 2] pads=" + pads + " : float32[1, 3, " +
           size + "]";
  };
  // Without padding the rows are 5 * 2 + 3 = 13, the columns 7 * 2 + 3 = 17.
  const std::string weight = onnx_ones("up.weight", {4, 3, 3, 3});
  check({{"ConvTranspose", "x, up.weight", stride, weight, expected("[0, 0, 0, 0]", "13, 17")},
         {"ConvTranspose", "x, up.weight", stride + onnx_string("auto_pad", "SAME_UPPER"), weight,
          expected("[0, 1, 0, 1]", "12, 16")},
         {"ConvTranspose", "x, up.weight", stride + onnx_string("auto_pad", "SAME_LOWER"), weight,
          expected("[1, 0, 1, 0]", "12, 16")},
         {"ConvTranspose", "x, up.weight", stride + onnx_ints_attribute("output_shape", {10, 18}),
          weight, expected("[2, 1, 0, 0] output_padding=[0, 1]", "10, 18")}});
}

}  // namespace msquant
