#include "formats/air/air_writer.h"

#include <cstring>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "formats/air/air_check.h"
#include "formats/air/air_reader.h"
#include "formats/air/ge_types.h"
#include "formats/air_models.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

using ge::proto::ModelDef;
using ge::proto::OpDef;

// "type name : element type of output 0", without Const.
std::vector<std::string> chain(const ModelDef& model) {
  std::vector<std::string> lines;
  for (const OpDef& op : model.graph(0).op()) {
    if (op.type() == "Const") continue;
    lines.push_back(op.type() + " " + op.name() + " " +
                    std::string(name_of(*dtype_of_descriptor(op.output_desc(0).dtype()))));
  }
  return lines;
}

std::vector<std::string> inputs_of(ModelDef& model, const std::string& name) {
  const OpDef& op = find_op(model, name);
  return {op.input().begin(), op.input().end()};
}

template <class T>
std::vector<T> elements_of(ModelDef& model, const std::string& constant) {
  const std::string& data = find_op(model, constant).attr().at("value").t().data();
  std::vector<T> elements(data.size() / sizeof(T));
  std::memcpy(elements.data(), data.data(), data.size());
  return elements;
}

}  // namespace

TEST_CASE("pads are written in the order of GE: top, bottom, left, right") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 1, 9, 9}});
  ConvAttrs conv;
  conv.padding = {1, 2, 3, 4};
  const ValueId weight =
      graph.add_constant("weight", Tensor::allocate(DType::kFloat32, {1, 1, 5, 5}));
  graph.set_outputs({graph.add_node(OpKind::kConv2d, "conv", conv, {x, weight})});
  ModelDef model = written_model(graph);
  const auto& pads = find_op(model, "conv").attr().at("pads").list().i();
  CHECK(std::vector<int64_t>(pads.begin(), pads.end()) == std::vector<int64_t>{1, 2, 3, 4});
}

TEST_CASE("compact style gives Conv2D its int32 bias and dequantizes to float32") {
  ModelDef model = written_model(quantized_graph());
  CHECK(chain(model) == std::vector<std::string>{
                            "Data x float32", "AscendQuant conv2.quant int8", "Conv2D conv2 int32",
                            "AscendDequant conv2.dequant float32", "Relu relu float32",
                            "AscendQuant conv3.quant int8", "Conv2D conv3 int32",
                            "AscendDequant conv3.dequant float32", "ReduceMean mean float32",
                            "Flatten flatten float32", "AscendQuant fc.quant int8",
                            "MatMulV2 fc int32", "AscendDequant fc.dequant float32"});
  CHECK(inputs_of(model, "conv2") ==
        std::vector<std::string>{"conv2.quant:0", "conv2.weight_const:0", "conv2.bias_const:0"});
  CHECK(inputs_of(model, "fc") ==
        std::vector<std::string>{"fc.quant:0", "fc.weight_const:0", "fc.bias_const:0"});
  CHECK(find_op(model, "conv2.dequant").attr().at("dtype").i() == 0);
}

// Operators, element types, parameter names and the absence of Sub without a bias as in a file
// that MindSpore exported from the original's quantized network (golden/t2_q.mindir).
TEST_CASE("ptq_quant style has the original's chain of operators") {
  ModelDef model = written_model(quantized_graph(), AirStyle::kPtqQuant);
  CHECK(chain(model) ==
        std::vector<std::string>{
            "Data x float32", "AscendQuant conv2.quant int8", "Sub conv2.weight_sub int8",
            "Conv2D conv2 int32", "BiasAdd conv2.bias_add int32",
            "AscendDequant conv2.dequant float16", "Cast conv2.dequant.cast float32",
            "Relu relu float32", "AscendQuant conv3.quant int8", "Conv2D conv3 int32",
            "AscendDequant conv3.dequant float16", "Cast conv3.dequant.cast float32",
            "ReduceMean mean float32", "Flatten flatten float32", "AscendQuant fc.quant int8",
            "MatMulV2 fc int32", "BiasAdd fc.bias_add int32", "AscendDequant fc.dequant float16",
            "Cast fc.dequant.cast float32"});
  CHECK(inputs_of(model, "conv2.weight_sub") ==
        std::vector<std::string>{"conv2.weight_const:0", "conv2.weight_offset_const:0"});
  CHECK(inputs_of(model, "conv2.bias_add") ==
        std::vector<std::string>{"conv2:0", "conv2.bias_const:0"});
  CHECK(inputs_of(model, "conv3") ==
        std::vector<std::string>{"conv3.quant:0", "conv3.weight_const:0"});
  CHECK(elements_of<int8_t>(model, "conv2.weight_offset_const") == std::vector<int8_t>(24 * 9, 0));
  CHECK(find_op(model, "conv2.dequant").attr().at("dtype").i() == 1);
}

TEST_CASE("AscendQuant carries the inverse scale and the offset of the original") {
  ModelDef model = written_model(quantized_graph());
  const auto& attributes = find_op(model, "conv2.quant").attr();
  CHECK(attributes.at("scale").f() == 42.5f);
  CHECK(attributes.at("offset").f() == -128.0f);
  CHECK(attributes.at("round_mode").s() == "Round");
  CHECK(attributes.at("dst_type").i() == 2);
  CHECK_FALSE(attributes.at("sqrt_mode").b());
}

TEST_CASE("deq_scale holds the bits of each channel's scale in its low half") {
  Graph graph("g");
  const ValueId x = graph.add_input("x", {DType::kInt32, {1, 2}});
  const ValueId scale = graph.add_constant("s", Tensor::from<float>({2}, {0.5f, 1.0f}));
  graph.set_outputs(
      {graph.add_node(OpKind::kDequantize, "d", DequantizeAttrs{1, DType::kFloat32}, {x, scale})});
  ModelDef model = written_model(graph);
  CHECK(elements_of<uint64_t>(model, "d.deq_scale_const") ==
        std::vector<uint64_t>{0x3F000000, 0x3F800000});
  CHECK(find_op(model, "d.deq_scale_const").output_desc(0).dtype() == ge::proto::DT_UINT64);
}

TEST_CASE("Data has its index and both descriptors, and the graph lists inputs and outputs") {
  ModelDef model = written_model(float_graph());
  const OpDef& data = find_op(model, "other");
  CHECK(data.attr().at("index").i() == 1);
  for (const auto* desc : {&data.input_desc(0), &data.output_desc(0)}) {
    CHECK(desc->dtype() == ge::proto::DT_FLOAT);
    CHECK(desc->layout() == "NCHW");
    CHECK(Shape(desc->shape().dim().begin(), desc->shape().dim().end()) == Shape{2, 4, 5, 5});
  }
  const auto& graph = model.graph(0);
  CHECK(std::vector<std::string>(graph.input().begin(), graph.input().end()) ==
        std::vector<std::string>{"image:0", "other:0"});
  CHECK(std::vector<std::string>(graph.output().begin(), graph.output().end()) ==
        std::vector<std::string>{"dropout:0", "half:0"});
}

TEST_CASE("names of inputs are sorted and point to their positions") {
  ModelDef model = written_model(quantized_graph());
  const auto& attributes = find_op(model, "conv2").attr();
  const auto& names = attributes.at("_input_name_key").list().s();
  const auto& positions = attributes.at("_input_name_value").list().i();
  CHECK(std::vector<std::string>(names.begin(), names.end()) ==
        std::vector<std::string>{"bias", "filter", "x"});
  CHECK(std::vector<int64_t>(positions.begin(), positions.end()) == std::vector<int64_t>{2, 1, 0});
}

TEST_CASE("a convolution states its layout and leaves offset_x to GE") {
  ModelDef model = written_model(float_graph());
  const auto& attributes = find_op(model, "conv").attr();
  CHECK(attributes.at("data_format").s() == "NCHW");
  CHECK(attributes.at("offset_x").i() == 0);
  const auto& strides = attributes.at("strides").list();
  CHECK(strides.val_type() == ge::proto::AttrDef::ListValue::VT_LIST_INT);
  CHECK(std::vector<int64_t>(strides.i().begin(), strides.i().end()) ==
        std::vector<int64_t>{1, 1, 2, 2});
}

TEST_CASE("poolings are written by name where GE has a name for their padding") {
  ModelDef model = written_model(float_graph());
  CHECK(find_op(model, "max_same").attr().at("padding").s() == "SAME");
  CHECK(find_op(model, "avg_valid").attr().at("padding").s() == "VALID");
  // ceil_mode adds a window to the 5 × 5 image, as SAME does.
  CHECK(find_op(model, "max_ceil").attr().at("padding").s() == "SAME");
  CHECK(find_op(model, "avg_counted").type() == "AvgPoolV2");
  CHECK_FALSE(find_op(model, "avg_counted").attr().at("exclusive").b());
}

TEST_CASE("GE would take what is written, in both styles") {
  const TempDir folder;
  for (const AirStyle style : {AirStyle::kCompact, AirStyle::kPtqQuant}) {
    for (const Graph& graph :
         {quantized_graph(), quantized_graph(true), float_graph(), neck_graph()}) {
      write_air(graph, folder / "model.air", {style});
      for (const AirProblem& problem : check_air(folder / "model.air")) {
        FAIL_CHECK(problem.node << ": " << problem.rule);
      }
    }
  }
}

TEST_CASE(
    "an image is resized in TensorFlow's words where these mean the same, and else in ONNX's") {
  ModelDef model = written_model(neck_graph());
  const OpDef& nearest = find_op(model, "nearest");
  CHECK(nearest.type() == "ResizeNearestNeighborV2");
  CHECK_FALSE(nearest.attr().at("half_pixel_centers").b());
  const OpDef& scaled = find_op(model, "scaled");
  CHECK(scaled.type() == "Resize");
  CHECK(scaled.attr().at("nearest_mode").s() == "round_prefer_floor");
  // The region of interest is absent, and its slot kept.
  REQUIRE(scaled.input_size() == 3);
  CHECK(scaled.input(1).empty());
  CHECK(scaled.input_desc(1).layout() == "FORMAT_RESERVED");
  CHECK(elements_of<float>(model, "scaled.scales_const") == std::vector<float>{1, 1, 1.9f, 1.9f});
}

TEST_CASE("a scale gives the size that it was read with") {
  ResizeAttrs attrs;
  attrs.size = {10, 11};  // of 6 and 7 in float32; in double 9 of 6
  attrs.scale = {5.0f / 3, 1.6f};
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 3, 6, 7}});
  graph.set_outputs({graph.add_node(OpKind::kResize, "up", attrs, {x})});
  const TempDir folder;
  write_air(graph, folder / "model.air", {});
  const Graph read = read_air(folder / "model.air");
  CHECK(read.value(read.outputs()[0]).type.shape == Shape{1, 3, 10, 11});
}

TEST_CASE("equal graphs give equal bytes") {
  CHECK(written_bytes(float_graph()) == written_bytes(float_graph()));
}

TEST_CASE("operators are renamed where a name is taken") {
  Graph graph("g");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "x", {}, {x})});
  ModelDef model = written_model(graph);
  CHECK(inputs_of(model, "x_1") == std::vector<std::string>{"x:0"});
}

TEST_CASE("what AIR cannot express is refused with the node's name") {
  const TempDir folder;
  const auto refuses = [&](const Graph& graph, const std::string& node) {
    try {
      write_air(graph, folder / "model.air", {});
      FAIL_CHECK("'" << node << "' was written");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::kUnsupported);
      CHECK(error.where().find("'" + node + "'") != std::string::npos);
    }
    CHECK_FALSE(std::filesystem::exists(folder / "model.air"));
  };
  refuses(headless_graph(), "conv");

  Graph wrong_zero_point = quantized_graph();
  wrong_zero_point.node(wrong_zero_point.find_node("conv3")).as<ConvAttrs>().x_zero_point = 5;
  refuses(wrong_zero_point, "conv3");

  Graph simulated("g");
  const ValueId x = simulated.add_input("x", {DType::kFloat32, {1}});
  const ValueId y = simulated.add_node(OpKind::kFakeQuant, "fake", FakeQuantAttrs{}, {x});
  simulated.set_outputs({y});
  refuses(simulated, "fake");

  Graph precise("g");
  const ValueId wide = precise.add_input("x", {DType::kFloat64, {1}});
  precise.set_outputs({precise.add_node(OpKind::kQuantize, "quant", QuantizeAttrs{}, {wide})});
  refuses(precise, "quant");

  Graph twice("g");
  const ValueId in = twice.add_input("x", {DType::kFloat32, {1}});
  const ValueId out = twice.add_node(OpKind::kRelu, "relu", {}, {in});
  twice.set_outputs({out, out});
  refuses(twice, "relu");
}

TEST_CASE("a name that is not UTF-8 is refused, and shown escaped") {
  const TempDir folder;
  const auto error_of = [&](const Graph& graph) {
    return thrown_error([&] { write_air(graph, folder / "model.air", {}); });
  };
  const auto relu = [](const std::string& graph_name, const std::string& node_name) {
    Graph graph(graph_name);
    const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
    graph.set_outputs({graph.add_node(OpKind::kRelu, node_name, {}, {x})});
    return graph;
  };
  const Error node = error_of(relu("g", "conv\xff"));
  CHECK(node.kind() == ErrorKind::kUnsupported);
  CHECK(node.where() == "node 'conv\\xff'");
  CHECK(node.because() == "it is not UTF-8");
  CHECK(error_of(relu("\xc3", "relu")).where() == "graph '\\xc3'");
  CHECK_FALSE(std::filesystem::exists(folder / "model.air"));
  write_air(relu("сеть", "卷积"), folder / "model.air", {});
  CHECK(check_air(folder / "model.air").empty());
}

TEST_CASE("a folder that does not exist is an I/O error") {
  try {
    write_air(float_graph(), "/nonexistent/model.air", {});
    FAIL("it was written");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kIo);
  }
}

}  // namespace msquant
