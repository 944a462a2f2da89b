// What an ONNX file asks for and msquant refuses: each with the words that say why.
#include <catch2/catch.hpp>

#include "formats/onnx_support.h"

namespace msquant {
namespace {

struct Refusal {
  std::string op_type, inputs, attributes, more, because;
  int64_t opset = 13;
};

void check(ErrorKind kind, const std::vector<Refusal>& refusals) {
  for (const Refusal& each : refusals) {
    INFO(each.op_type << " " << each.attributes);
    const Error error = onnx_error(onnx_input("x", {1, 4, 6, 8}) + each.more +
                                       onnx_node(each.op_type, each.inputs, "y", each.attributes) +
                                       onnx_output("y"),
                                   each.opset);
    CHECK(error.kind() == kind);
    CHECK(error.because() == each.because);
    CHECK_THAT(error.where(),
               Catch::Contains("model.onnx: the node that makes 'y' (" + each.op_type + ")"));
  }
}

constexpr ErrorKind kBroken = ErrorKind::kModel, kUnsupported = ErrorKind::kUnsupported;
constexpr int64_t kHuge = INT64_MAX;

}  // namespace

TEST_CASE("Settings of ONNX operators that are of another type are refused") {
  check(
      kBroken,
      {{"Concat", "x, x", onnx_float("axis", 1), "",
        "its attribute 'axis' is not of the type it should be"},
       {"Elu", "x", onnx_int("alpha", 1), "",
        "its attribute 'alpha' is not of the type it should be"},
       {"Tile", "x, r", "", onnx_ones("r", {4}), "its 'repeats' is not of integers"},
       {"Clip", "x, m", "", onnx_ones("m", {2}), "its 'min' is not one number"},
       {"Dropout", "x, , t", "", onnx_ints("t", {1, 0}), "its 'training_mode' is not one integer"},
       {"Gelu", "x", onnx_string("approximate", "exact"), "", "its 'approximate' is 'exact'", 20},
       {"Celu", "x", onnx_float("alpha", -1), "", "its alpha is -1.000000"},
       {"Resize", "x, , s", "", onnx_ints("s", {1, 1, 2, 2}),
        "its 'scales' is not of floating-point type"}});
  check(kUnsupported,
        {{"Clip", "x, m", "", onnx_ints("m", {1}), "its 'min' is not of floating-point type"},
         {"Clip", "x, x", "", "", "its 'min' is not constant"},
         {"Dropout", "x, , t", "", "initializer { name: 't' data_type: 9 int32_data: 1 } ",
          "it is in training mode: export the model in evaluation mode"}});
}

TEST_CASE("Operators of ONNX without what they need are refused") {
  check(kBroken, {{"Cast", "x", "", "", "it has no 'to'"},
                  {"Concat", "x", "", "", "it has no 'axis'"},
                  {"Gather", "x", "", "", "it has no 'indices'"},
                  {"Expand", "x", "", "", "it has no 'shape'"},
                  {"Tile", "x", "", "", "it has no 'repeats'"},
                  {"Pad", "x", "", "", "it has no 'pads'"},
                  {"Slice", "x", "", "", "it has no 'starts' or no 'ends'"},
                  {"MaxPool", "x", "", "", "it has no 'kernel_shape'"},
                  {"Resize", "x", "", "", "it has neither scales nor sizes"},
                  {"Mul", "x", "", "", "it has no input 1"}});
}

TEST_CASE("Shapes of ONNX operators that do not fit are refused") {
  const std::string four = onnx_ones("v", {4}), one = onnx_ones("n", {});
  check(kBroken,
        {{"Gemm", "x, v", "", four, "its operands are not matrices"},
         {"Gemm", "m, m, k", onnx_float("beta", 0.5f),
          onnx_ones("m", {2, 2}) + onnx_ints("k", {1, 2}), "its factor 0.5 is not one of int64"},
         {"Gemm", "m, m, k", onnx_float("beta", 1e20f),
          onnx_ones("m", {2, 2}) + onnx_ints("k", {1, 2}), "its factor 1e+20 is not one of int64"},
         {"MatMul", "x, n", "", one, "it multiplies a single number"},
         {"GlobalMaxPool", "v", "", four, "its input has shape [4]"},
         {"PRelu", "v, x", "", four, "its slope does not broadcast to its input"},
         {"InstanceNormalization", "v, v, v", "", four, "its input has shape [4]"},
         {"GroupNormalization", "x, v, v", onnx_int("num_groups", 3), four,
          "4 channels do not make 3 groups", 18},
         {"GroupNormalization", "x, v, v", onnx_int("num_groups", 2), onnx_ones("v", {3}),
          "its scale or bias does not fit its groups", 18},
         {"Transpose", "x", onnx_ints_attribute("perm", {1, 0}), "",
          "its 'perm' [1, 0] does not fit [1, 4, 6, 8]"},
         {"ReduceMean", "x", onnx_ints_attribute("axes", {1, -3}), "", "it names an axis twice"}});
}

TEST_CASE("Slices and parts of ONNX that cannot be are refused") {
  const std::string zero = onnx_ints("z", {0}), pair = onnx_ints("p", {0, 1});
  check(kBroken,
        {{"Slice", "x, z, p", "", zero + pair, "its starts, ends, axes and steps differ in number"},
         {"Slice", "x, z, z, z, z", "", zero, "its step is 0"},
         {"Split", "x, p", "", pair, "it has another number of results than of parts"},
         {"Pad", "x, p", "", pair, "its 'pads' do not fit its axes"}});
  const std::string two = "output: 'z' ";
  check(kUnsupported,
        {{"Split", "x, s", two + onnx_int("axis", 1), onnx_ints("s", {2, 3}),
          "its parts do not fit 4 elements"},
         {"Split", "x, s", two + onnx_int("axis", 1), onnx_ints("s", {2, 1}),
          "its parts do not fit 4 elements"},
         {"Split", "x, s", two + onnx_int("axis", 1), onnx_ints("s", {-1, 5}),
          "its parts do not fit 4 elements"},
         {"Pad", "x, p", "", onnx_ints("p", {0, 0, 0, 0, 0, 0, 0, -1}),
          "its pads are negative: it crops"},
         {"Pad", "x, p", onnx_string("mode", "reflect"), onnx_ints("p", {0, 4, 0, 0, 0, 0, 0, 0}),
          "it reflects more than its input"},
         {"Pad", "x, p", onnx_string("mode", "edge"), onnx_ints("p", {0, kHuge, 0, 0, 0, 0, 0, 0}),
          "its input or its pads are too large"},
         {"Reshape", "x, s", onnx_int("allowzero", 1), onnx_ints("s", {0, -1}),
          "with allowzero its target shape [0, -1] has no elements", 14}});
}

TEST_CASE("An empty part is not padded with elements that it has not") {
  for (const char* mode : {"reflect", "edge", "wrap"}) {
    const Error error = onnx_error(
        onnx_input("x", {1, 4}) + onnx_ints("two", {2}) + onnx_ints("axis", {1}) +
            onnx_ints("pads", {0, 1, 0, 1}) + onnx_node("Slice", "x, two, two, axis", "none") +
            onnx_node("Pad", "none, pads", "y", onnx_string("mode", mode)) + onnx_output("y"),
        19);
    CHECK(error.kind() == kUnsupported);
    CHECK(error.because() == "its input has no elements to pad with");
  }
}

TEST_CASE("Blocks of ONNX that do not fit the image are refused") {
  const auto size = [](int64_t blocksize) { return onnx_int("blocksize", blocksize); };
  const std::string wrong = "its blocksize or its input's shape is wrong";
  const std::string misfit = " does not divide [1, 4, 6, 8]";
  check(kBroken,
        {{"DepthToSpace", "x", "", "", wrong},
         {"SpaceToDepth", "x", size(-2), "", wrong},
         {"SpaceToDepth", "v", size(2), onnx_ones("v", {4}), wrong},
         {"DepthToSpace", "x", size(3), "", "its blocksize 3" + misfit},
         {"DepthToSpace", "x", size(4), "", "its blocksize 4" + misfit},
         {"DepthToSpace", "x", size(kHuge), "", "its blocksize 9223372036854775807" + misfit},
         {"SpaceToDepth", "x", size(4), "", "its blocksize 4" + misfit},
         {"SpaceToDepth", "x", size(kHuge), "", "its blocksize 9223372036854775807" + misfit},
         {"DepthToSpace", "x", size(2) + onnx_string("mode", "DRC"), "", "its mode is 'DRC'"}});
}

TEST_CASE("Windows of ONNX that cannot be are refused") {
  const std::string w = onnx_ones("w", {4, 4, 2, 2}), line = onnx_ones("w", {4, 4, 2});
  check(kBroken, {{"Conv", "x, w", "", line, "its weight has shape [4, 4, 2]"},
                  {"Conv", "x, w", onnx_ints_attribute("kernel_shape", {2, 3}), w,
                   "its kernel_shape is [2, 3], its weight [4, 4, 2, 2]"},
                  {"Conv", "x, w", onnx_int("group", 0), w, "its group is 0"},
                  {"Conv", "x, w", onnx_string("auto_pad", "SAME"), w, "its auto_pad is 'SAME'"},
                  {"Conv", "x, w", onnx_ints_attribute("strides", {1}), w,
                   "its 'strides' has 1 elements, expected 2"}});
  check(kUnsupported,
        {{"Conv", "v, w", "", w + onnx_ones("v", {4, 4}),
          "its input has shape [4, 4], msquant works on images of 4 dimensions and lines of 3"},
         {"Conv", "x, w", onnx_ints_attribute("strides", {0, 1}), w,
          "its 'strides' has the element 0"},
         {"Conv", "x, w", onnx_ints_attribute("dilations", {1, kHuge}), w,
          "its 'dilations' has the element 9223372036854775807"}});
}

TEST_CASE("Resizing that msquant does not know is refused") {
  const auto scales = [](const char* values) {
    return "initializer { name: 's' data_type: 1 dims: 4 " + std::string(values) + " } ";
  };
  const std::string doubled = scales("float_data: [1, 1, 2, 2]");
  const std::string both = "it resizes images or channels";
  check(kUnsupported,
        {{"Resize", "x, , s", onnx_int("antialias", 1), doubled, "it smooths (antialias)", 18},
         {"Resize", "x, , s", onnx_string("nearest_mode", "round"), doubled,
          "its nearest_mode is 'round'"},
         {"Resize", "x, , s", onnx_string("coordinate_transformation_mode", "tf_crop_and_resize"),
          doubled, "its coordinate_transformation_mode is 'tf_crop_and_resize'"},
         {"Resize", "x, , s", "", scales("float_data: [1, 2, 2, 2]"), both},
         {"Resize", "x, , , s", "", onnx_ints("s", {1, 8, 12, 16}), both},
         {"Resize", "x, , , s", onnx_string("keep_aspect_ratio_policy", "not_larger"),
          onnx_ints("s", {1, 4, 12, 16}), "it keeps the aspect ratio", 18},
         {"Resize", "x, , s", onnx_string("coordinate_transformation_mode", "align_corners"),
          scales("float_data: [1, 1, 1.3, 2]"),
          "it aligns the corners of a size that its scale does not make whole, on which runtimes "
          "disagree"},
         {"Upsample", "v, s", "", onnx_ones("v", {4}) + doubled,
          "its input has shape [4], msquant works on images of 4 dimensions", 9}});
  check(kBroken,
        {{"Resize", "x, , s", "", scales("float_data: [1, 1, 0, 2]"), "its scale is 0.000000"},
         {"Resize", "x, , , s", "", onnx_ints("s", {12, 16}),
          "its scales or sizes do not fit its axes"}});
}

TEST_CASE("Choices and powers that the graph computes are refused") {
  check(
      kUnsupported,
      {{"Where", "x, x, x", "", "", "the graph computes its condition"},
       {"Pow", "i, i", "",
        "input { name: 'i' type { tensor_type { elem_type: 7 shape { dim { dim_value: 1 } } } } } ",
        "it works on integers"}});
  check(kBroken,
        {{"Where", "v, x, x", "", onnx_ones("v", {1}), "its condition is not of booleans"}});
}

TEST_CASE("Inputs and constants of ONNX that are no tensors are refused") {
  const auto read = [](const std::string& type) {
    return onnx_error("input { name: 'x' type { " + type + " } } " + onnx_node("Relu", "x", "y") +
                      onnx_output("y"))
        .because();
  };
  CHECK(read("sequence_type { }") == "it is not a tensor");
  CHECK(read("tensor_type { elem_type: 8 shape { } }") == "its element type is not supported");
  CHECK(read("tensor_type { elem_type: 1 }") == "its shape is not given");
  const auto constant = [](const std::string& attributes) {
    return onnx_error(onnx_input("x", {1}) + onnx_node("Constant", "", "c", attributes) +
                      onnx_node("Add", "x, c", "y") + onnx_output("y"))
        .because();
  };
  CHECK(constant("") == "it has not exactly one attribute");
  CHECK(constant(onnx_string("value_string", "a")) == "it is not a dense tensor of numbers");
}

TEST_CASE("Files of ONNX that are none, or of other domains, are refused") {
  onnx::ModelProto model =
      onnx_model(onnx_input("x", {1}) + onnx_node("Relu", "x", "y") + onnx_output("y"));
  SECTION("another domain only") {
    model.mutable_opset_import(0)->set_domain("com.microsoft");
    CHECK(onnx_error(model).because() ==
          "it uses no standard operators, but those of the domain 'com.microsoft'");
  }
  SECTION("sparse weights") {
    model.mutable_graph()->add_sparse_initializer();
    CHECK(onnx_error(model).because() == "it has sparse initializers");
  }
  SECTION("no graph") {
    model.clear_graph();
    CHECK(onnx_error(model).because() == "it is no ONNX file: there is no graph in it");
  }
}

}  // namespace msquant
