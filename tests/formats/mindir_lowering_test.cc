// What becomes of operators that the real models do not use. Expected lines are worked out by hand
// from MindSpore's documentation of each operator.
#include <catch2/catch.hpp>
#include <sstream>

#include "formats/mindir_support.h"
#include "graph/dump.h"

namespace msquant {
namespace {

// The operators of a graph as dump() prints them, without the types of float32 images.
std::string operators(const Graph& graph) {
  std::istringstream lines(dump(graph));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("input ", 0) == 0 || line.rfind("output ", 0) == 0) continue;
    const size_t type = line.find(" : float32[1, 4, 6, 7]");
    text += (text.empty() ? "" : "\n") + line.substr(0, type);
  }
  return text;
}

struct Case {
  std::string model, expected;
};

std::string number(double value) { return "type: FLOAT f: " + std::to_string(value); }
std::string integer(int64_t value) { return "type: INT64 i: " + std::to_string(value); }

// An operator whose second input is a literal.
std::string with(const std::string& type, const std::string& value, const std::string& rest = {}) {
  return on_image(type, "input: 'n' " + rest) + constant("n", value);
}

std::string parameter(const std::string& name, const Shape& shape) {
  return "parameter { " + zeros(name, shape) + " } ";
}

// The first of the results of an operator.
std::string first_of(const std::string& type, const std::string& rest) {
  return kImageInput + "node { op_type: '" + type + "' output: 't' input: 'x' " + rest +
         " } node { op_type: 'TupleGetItem' output: 'y' input: 't' input: 'zero' } " +
         constant("zero", "type: INT64 i: 0") + "output { name: 'y' } ";
}

void check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    INFO(each.model);
    CHECK(operators(read_text(each.model)) == each.expected);
  }
}

}  // namespace

TEST_CASE("Functions of MindIR take their numbers from attributes and inputs") {
  check({{on_image("LeakyReLU", attribute("negative_slope", number(0.5))),
          "LeakyReLU = LeakyRelu(x) alpha=0.5 beta=0"},
         {with("LeakyReLUExt", number(0.25)), "LeakyReLUExt = LeakyRelu(x) alpha=0.25 beta=0"},
         {with("Elu", number(1)), "Elu = Elu(x) alpha=1 beta=0"},
         {on_image("HSigmoid", ""), "HSigmoid = HardSigmoid(x) alpha=0.166667 beta=0.5"},
         {with("ClampScalar", number(-2), "input: 'm' ") + constant("m", integer(3)),
          "ClampScalar = Clip(x) alpha=-2 beta=3"},
         {with("ClampScalar", "type: NONE", "input: 'm' ") + constant("m", number(6)),
          "ClampScalar = Clip(x) alpha=-inf beta=6"},
         {with("GeluExt", integer(0)), "GeluExt = Gelu(x)"},
         {with("GeluExt", integer(1)), "GeluExt = GeluTanh(x)"},
         {on_image("Log", attribute("base", number(-1))), "Log = Log(x)"},
         {on_image("Square", ""), "Square = Mul(x, x)"},
         {on_image("PReLU", "input: 's' ") + parameter("s", {1}), "PReLU = PRelu(x, s)"},
         {on_image("PReLU", "input: 's' ") + parameter("s", {4}),
          "PReLU = Reshape(s) shape=[-1, 1, 1] : float32[4, 1, 1]\nPReLU_1 = PRelu(x, PReLU)"}});
}

TEST_CASE("Sums and differences of MindIR may have a factor of one") {
  check(
      {{on_image("AddExt", "input: 'x' input: 'a' ") + constant("a", integer(1)),
        "AddExt = Add(x, x)"},
       {on_image("SubExt", "input: 'x' input: 'a' ") + constant("a", number(1)),
        "SubExt = Sub(x, x)"},
       {kImageInput + R"(node { op_type: 'ReLU' output: 'r' input: 'x' }
                           node { op_type: 'InplaceAddExt' output: 'y' input: 'r' input: 'x' }
                           output { name: 'y' })",
        "ReLU = Relu(x)\nInplaceAddExt = Add(ReLU, x)"},
       {kImageInput + R"(node { op_type: 'MakeTuple' output: 't' input: 'x' input: 'x' input: 'x' }
                           node { op_type: 'AddN' output: 'y' input: 't' } output { name: 'y' })",
        "AddN = Add(x, x)\nAddN_1 = Add(AddN, x)"}});
}

TEST_CASE("Normalizations of MindIR are read in all of their forms") {
  const std::string c = parameter("g", {4}) + parameter("b", {4});
  const std::string last = parameter("g", {7}) + parameter("b", {7});
  check(
      {{first_of("LayerNorm", "input: 'g' input: 'b' " + attribute("begin_norm_axis", integer(-1)) +
                                  attribute("begin_params_axis", integer(3)) +
                                  attribute("epsilon", number(0.5))) +
            last,
        "LayerNorm = LayerNorm(x, g, b) axis=3 epsilon=0.5"},
       {first_of("LayerNormExt", "input: 's' input: 'g' input: 'b' input: 'e' ") + last +
            constant("s", tuple({7})) + constant("e", number(0.25)),
        "LayerNormExt = LayerNorm(x, g, b) axis=3 epsilon=0.25"},
       {first_of("GroupNorm", "input: 'n' input: 'g' input: 'b' input: 'e' ") + c +
            constant("n", integer(2)) + constant("e", number(0.5)),
        "GroupNorm = GroupNorm(x, g, b) groups=2 epsilon=0.5"},
       {first_of("InstanceNorm", "input: 'g' input: 'b' " + attribute("epsilon", number(0.5)) +
                                     attribute("is_training", "type: BOOL i: 0")) +
            c,
        "InstanceNorm = GroupNorm(x, g, b) groups=4 epsilon=0.5"}});
}

TEST_CASE("Reductions of MindIR without axes are over all, or over none") {
  const std::string float32 = "type: INT64 i: 43";
  check({{on_image("ReduceSum", attribute("skip_mode", "type: BOOL i: 1")), ""},
         {on_image("ReduceMax", attribute("axis", integer(-1))),
          "ReduceMax = ReduceMax(x) axes=[3] : float32[1, 4, 6]"},
         {on_image("SumExt", "input: 'a' input: 'k' input: 'd' ") + constant("a", tuple({2, 1})) +
              constant("k", "type: BOOL i: 1") + constant("d", float32),
          "SumExt = ReduceSum(x) axes=[1, 2] keep_dims : float32[1, 1, 1, 7]"},
         {on_image("MeanExt", "input: 'a' ") + constant("a", "type: NONE"),
          "MeanExt = ReduceMean(x) axes=[0, 1, 2, 3] : float32[]"}});
}

TEST_CASE("Operators of MindIR that change shapes become ours") {
  check(
      {{with("ExpandDims", integer(-1)),
        "ExpandDims = Reshape(x) shape=[1, 4, 6, 7, 1] : float32[1, 4, 6, 7, 1]"},
       {on_image("Squeeze", ""), "Squeeze = Reshape(x) shape=[4, 6, 7] : float32[4, 6, 7]"},
       {on_image("Squeeze", attribute("axis", tuple({0}))),
        "Squeeze = Reshape(x) shape=[4, 6, 7] : float32[4, 6, 7]"},
       {with("BroadcastTo", tuple({3, -1, -1, 6, 7})),
        "BroadcastTo = BroadcastTo(x) shape=[3, 1, 4, 6, 7] : float32[3, 1, 4, 6, 7]"},
       {with("Tile", tuple({2, 1})), "Tile = Tile(x) repeats=[1, 1, 2, 1] : float32[1, 4, 12, 7]"},
       {with("Tile", tuple({2, 1, 1, 1, 1})),
        "Tile = Reshape(x) shape=[1, 1, 4, 6, 7] : float32[1, 1, 4, 6, 7]\n"
        "Tile_1 = Tile(Tile) repeats=[2, 1, 1, 1, 1] : float32[2, 1, 4, 6, 7]"},
       {with("PadV3", tuple({1, 2, 3, 0}), "input: 'v' ") + constant("v", integer(5)),
        "PadV3 = Pad(x) before=[0, 0, 3, 1] after=[0, 0, 0, 2] value=5 : float32[1, 4, 9, 10]"},
       {with("PadV3", tuple({1, 1}), "input: 'v' ") +
            constant("v", "type: TENSORS tensors { data_type: 1 float_data: 2 }"),
        "PadV3 = Pad(x) before=[0, 0, 0, 1] after=[0, 0, 0, 1] value=2 : float32[1, 4, 6, 9]"}});
}

TEST_CASE("Parts of a tensor are read as slices") {
  const std::string masked = attribute("begin_mask", integer(1)) +
                             attribute("end_mask", integer(2)) +
                             attribute("shrink_axis_mask", integer(4));
  check({{with("Slice", tuple({0, 1, 0, 2}), "input: 's' ") + constant("s", tuple({1, 2, -1, 3})),
          "Slice = Slice(x) begin=[0, 1, 0, 2] end=[end, 3, end, 5] step=[1, 1, 1, 1] : "
          "float32[1, 2, 6, 3]"},
         {with("StridedSlice", tuple({9, 1, -2}), "input: 'e' input: 's' " + masked) +
              constant("e", tuple({1, 2, 6})) + constant("s", tuple({1, 2, 1})),
          "StridedSlice = Slice(x) begin=[0, 1, 4, 0] end=[end, 4, 5, end] step=[1, 2, 1, 1] : "
          "float32[1, 2, 1, 7]\n"
          "StridedSlice_1 = Reshape(StridedSlice) shape=[1, 2, 7] : float32[1, 2, 7]"},
         {first_of("Split", attribute("axis", integer(1)) + attribute("output_num", integer(2))),
          "Split = Slice(x) begin=[0, 0, 0, 0] end=[end, 2, end, end] step=[1, 1, 1, 1] : "
          "float32[1, 2, 6, 7]\n"
          "Split_1 = Slice(x) begin=[0, 2, 0, 0] end=[end, 4, end, end] step=[1, 1, 1, 1] : "
          "float32[1, 2, 6, 7]"},
         {first_of("Unstack", attribute("axis", integer(0))),
          "Unstack = Slice(x) begin=[0, 0, 0, 0] end=[1, end, end, end] step=[1, 1, 1, 1]\n"
          "Unstack_1 = Reshape(Unstack) shape=[4, 6, 7] : float32[4, 6, 7]"},
         {kImageInput + R"(node { op_type: 'MakeTuple' output: 't' input: 'x' input: 'x' }
                           node { op_type: 'Stack' output: 'y' input: 't' )" +
              attribute("axis", integer(-1)) + "} output { name: 'y' }",
          "Stack = Reshape(x) shape=[1, 4, 6, 7, 1] : float32[1, 4, 6, 7, 1]\n"
          "Stack_1 = Reshape(x) shape=[1, 4, 6, 7, 1] : float32[1, 4, 6, 7, 1]\n"
          "Stack_2 = Concat(Stack, Stack_1) axis=4 : float32[1, 4, 6, 7, 2]"},
         {with("Gather", tuple({-1, 0}), "input: 'a' ") + constant("a", integer(-3)),
          "Gather = Gather(x, n) axis=1 : float32[1, 2, 6, 7]"}});
}

TEST_CASE("Images of MindIR are resized and pooled as it says") {
  const std::string aligned = attribute("align_corners", "type: BOOL i: 1");
  const std::string centred = attribute("half_pixel_centers", "type: BOOL i: 1");
  const std::string size = attribute("size", tuple({3, 14}));
  const auto resize = [](const std::string& type, const std::string& words) {
    return type + " = Resize(x) size=[3, 14] " + words + " : float32[1, 4, 3, 14]";
  };
  const std::string nearest = "ResizeNearestNeighbor", bilinear = "ResizeBilinear";
  check({{on_image(nearest, size), resize(nearest, "nearest asymmetric")},
         {on_image(nearest, size + aligned), resize(nearest, "nearest align_corners")},
         {on_image(bilinear, size + centred), resize(bilinear, "bilinear half_pixel")},
         {with("ResizeBilinearV2", tuple({3, 14})),
          resize("ResizeBilinearV2", "bilinear asymmetric")},
         {on_image("AdaptiveAvgPool2D", attribute("output_size", tuple({-1, 2}))),
          "AdaptiveAvgPool2D = AdaptiveAvgPool(x) size=[6, 2] : float32[1, 4, 6, 2]"}});
}

TEST_CASE("A pool of volumes of depth 1 is a pool of images") {
  const auto pooled = [&](const std::string& type, const std::string& attributes) {
    return "input { name: 'x' tensor { dims: 1 dims: 4 dims: 1 dims: 6 dims: 7 data_type: 1 } } "
           "node { op_type: '" +
           type + "' output: 't' input: 'x' " + attributes + "} ";
  };
  const auto window = [](const char* kernel) {
    return attribute(kernel, tuple({1, 2, 3})) + attribute("strides", tuple({1, 2, 1}));
  };
  check({{pooled("MaxPool3DWithArgmax", window("ksize") + attribute("pads", tuple({0, 1, 0})) +
                                            attribute("dilation", tuple({1, 1, 1}))) +
              "node { op_type: 'TupleGetItem' output: 'y' input: 't' input: 'i' } " +
              constant("i", integer(0)) + "output { name: 'y' } ",
          "MaxPool3DWithArgmax = Reshape(x) shape=[1, 4, 6, 7]\n"
          "MaxPool3DWithArgmax_1 = MaxPool(MaxPool3DWithArgmax) kernel=[2, 3] stride=[2, 1] "
          "pads=[1, 1, 0, 0] : float32[1, 4, 4, 5]\n"
          "MaxPool3DWithArgmax_2 = Reshape(MaxPool3DWithArgmax_1) shape=[1, 4, 1, 4, 5] : "
          "float32[1, 4, 1, 4, 5]"},
         {pooled("AvgPool3D", window("kernel_size") +
                                  attribute("pad_list", tuple({0, 0, 1, 0, 0, 2})) +
                                  attribute("count_include_pad", "type: BOOL i: 0")) +
              "output { name: 't' } ",
          "AvgPool3D = Reshape(x) shape=[1, 4, 6, 7]\n"
          "AvgPool3D_1 = AvgPool(AvgPool3D) kernel=[2, 3] stride=[2, 1] pads=[1, 0, 0, 2] : "
          "float32[1, 4, 3, 7]\n"
          "AvgPool3D_2 = Reshape(AvgPool3D_1) shape=[1, 4, 1, 3, 7] : float32[1, 4, 1, 3, 7]"}});
}

TEST_CASE("A transposed convolution gets its size from its last input") {
  const std::string weight = parameter("up.weight", {4, 3, 2, 2});
  const std::string stride = attribute("stride", tuple({1, 1, 2, 2}));
  check({{on_image("Conv2DBackpropInput", "input: 'up.weight' " + stride) + weight,
          "up = ConvTranspose2d(x, up.weight) stride=[2, 2] pads=[0, 0, 0, 0] : "
          "float32[1, 3, 12, 14]"},
         {on_image("Conv2DTranspose", "input: 'up.weight' input: 's' " + stride) + weight +
              constant("s", tuple({1, 3, 13, 14})),
          "up = ConvTranspose2d(x, up.weight) stride=[2, 2] pads=[0, 0, 0, 0] "
          "output_padding=[1, 0] : float32[1, 3, 13, 14]"}});
}

TEST_CASE("Casts of MindIR convert activations, and constants at once") {
  check({{with("Cast", integer(42)), "Cast = Cast(x) to=float16 : float16[1, 4, 6, 7]"},
         {with("Cast", integer(43)), ""},
         {on_image("Cast", attribute("DstT", integer(44))),
          "Cast = Cast(x) to=float64 : float64[1, 4, 6, 7]"},
         {with("Cast", "type: TENSORS tensors { data_type: 10 }"),
          "Cast = Cast(x) to=float16 : float16[1, 4, 6, 7]"}});
}

}  // namespace msquant
