// What runtimes make of the files is tested by tests/interop/onnx_interop.py.
#include "formats/onnx/onnx_writer.h"

#include <onnx/onnx_pb.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "formats/air_models.h"
#include "formats/onnx/onnx_reader.h"
#include "formats/onnx_support.h"
#include "graph/dump.h"
#include "support/kinds.h"
#include "support/models.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "support/thrown_error.h"

namespace msquant {
namespace {

std::string onnx_bytes(const Graph& graph, int64_t opset = 13) {
  const TempDir dir;
  write_onnx(graph, dir / "model.onnx", {opset});
  return read_file(dir / "model.onnx");
}

onnx::ModelProto written_onnx(const Graph& graph, int64_t opset = 13) {
  onnx::ModelProto model;
  REQUIRE(model.ParseFromString(onnx_bytes(graph, opset)));
  return model;
}

const onnx::NodeProto& node_of(const onnx::ModelProto& model, const std::string& name) {
  for (const auto& node : model.graph().node()) {
    if (node.name() == name) return node;
  }
  FAIL("no node '" << name << "'");
  return model.graph().node(0);
}

template <class T>
std::vector<T> initializer(const onnx::ModelProto& model, const std::string& name) {
  for (const auto& tensor : model.graph().initializer()) {
    if (tensor.name() != name) continue;
    std::vector<T> elements(tensor.raw_data().size() / sizeof(T));
    std::memcpy(elements.data(), tensor.raw_data().data(), tensor.raw_data().size());
    return elements;
  }
  FAIL("no initializer '" << name << "'");
  return {};
}

std::vector<int64_t> integers_of(const onnx::NodeProto& node, const std::string& name) {
  for (const auto& attribute : node.attribute()) {
    if (attribute.name() == name) return {attribute.ints().begin(), attribute.ints().end()};
  }
  return {};
}

Error error_of(const Graph& graph, int64_t opset = 13) {
  return thrown_error([&] { onnx_bytes(graph, opset); });
}

// x → Quantize → MatMul of [2, 2] → int32.
ValueId add_int8_matmul(Graph& graph, bool has_bias) {
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  const ValueId q = graph.add_node(OpKind::kQuantize, "fc.quantize", QuantizeAttrs{2, 3}, {x});
  std::vector<ValueId> inputs{q,
                              graph.add_constant("w", Tensor::from<int8_t>({2, 2}, {1, 2, 3, -4}))};
  if (has_bias) inputs.push_back(graph.add_constant("b", Tensor::from<int32_t>({2}, {10, 20})));
  return graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{}, inputs);
}

ValueId add_dequantize(Graph& graph, ValueId product, const std::string& name = "fc.dequantize") {
  const ValueId scale = graph.add_constant("s", Tensor::from<float>({2}, {0.25f, 0.5f}));
  return graph.add_node(OpKind::kDequantize, name, DequantizeAttrs{1}, {product, scale});
}

Graph int8_matmul(bool has_bias) {
  Graph graph("net");
  graph.set_outputs({add_dequantize(graph, add_int8_matmul(graph, has_bias))});
  return graph;
}

}  // namespace

TEST_CASE("a float graph that is written as ONNX and read again is the same") {
  const auto make = GENERATE(conv_net, residual_block, depthwise_block, dense_head);
  const int64_t opset = GENERATE(13, 17, 18, 21);
  const Graph graph = make(2);
  const Graph once = read_onnx_model(written_onnx(graph, opset));
  CHECK(dump(once) == dump(graph));
}

TEST_CASE("MindSpore's ONNX models that are written and read again are the same") {
  const std::string name = GENERATE("lenet5", "mobilenet_v2", "resnet18");
  const int64_t opset = GENERATE(13, 21);
  const auto path = shared_file("models/" + name + "/" + name + ".onnx");
  MSQUANT_SKIP_WITHOUT(path);
  const Graph graph = read_onnx(path);
  CHECK(dump(read_onnx_model(written_onnx(graph, opset))) == dump(graph));
}

TEST_CASE("every float operator is written, whatever the opset") {
  const int64_t opset = GENERATE(13, 21);
  const Graph graph = float_graph();
  const Graph read = read_onnx_model(written_onnx(graph, opset));
  REQUIRE(read.outputs().size() == graph.outputs().size());
  for (size_t i = 0; i < graph.outputs().size(); ++i) {
    CHECK(read.value(read.outputs()[i]).type == graph.value(graph.outputs()[i]).type);
  }
  auto expected = count_kinds(graph);
  // ONNX has no BiasAdd, and MatMul of batches no transposed operand.
  expected["Add"] += expected["BiasAdd"];
  expected.erase("BiasAdd");
  ++expected["Transpose"];
  for (const auto& [kind, count] : count_kinds(read)) {
    INFO(kind);
    CHECK(count == expected[kind]);
  }
}

TEST_CASE("the model says who wrote it, its opset and a fitting version of the format") {
  const auto [opset, ir] = GENERATE(table<int64_t, int64_t>({{13, 8}, {19, 9}, {21, 10}}));
  const onnx::ModelProto model = written_onnx(conv_net(), opset);
  CHECK(model.producer_name() == "msquant");
  CHECK(model.ir_version() == ir);
  REQUIRE(model.opset_import_size() == 1);
  CHECK(model.opset_import(0).version() == opset);
  CHECK(error_of(conv_net(), GENERATE(12, 22)).kind() == ErrorKind::kUsage);
}

TEST_CASE("equal graphs give equal ONNX files") {
  CHECK(onnx_bytes(quantized_graph()) == onnx_bytes(quantized_graph()));
  CHECK(onnx_bytes(conv_net()) == onnx_bytes(conv_net()));
}

TEST_CASE("an int8 layer becomes a float layer between QuantizeLinear and DequantizeLinear") {
  const onnx::ModelProto model = written_onnx(int8_matmul(true));
  std::vector<std::string> nodes;
  for (const auto& node : model.graph().node()) nodes.push_back(node.op_type() + " " + node.name());
  CHECK(nodes == std::vector<std::string>{"QuantizeLinear fc.quantize",
                                          "DequantizeLinear fc.quantize.dequantize",
                                          "DequantizeLinear fc.weight.dequantize",
                                          "DequantizeLinear fc.bias.dequantize", "Gemm fc"});
  CHECK(initializer<float>(model, "fc.quantize.scale") == std::vector<float>{0.5f});
  CHECK(initializer<int8_t>(model, "fc.quantize.zero_point") == std::vector<int8_t>{3});
  CHECK(initializer<int8_t>(model, "fc.weight") == std::vector<int8_t>{1, 2, 3, -4});
  CHECK(initializer<float>(model, "fc.weight.scale") == std::vector<float>{0.5f, 1.0f});
  CHECK(node_of(model, "fc.weight.dequantize").attribute(0).i() == 1);
  // The graph's bias holds -3 * (1 + 3) and -3 * (2 - 4).
  CHECK(initializer<int32_t>(model, "fc.bias") == std::vector<int32_t>{22, 14});
  CHECK(initializer<float>(model, "fc.bias.scale") == std::vector<float>{0.25f, 0.5f});
  CHECK(model.graph().output(0).name() == "fc");
}

TEST_CASE("a matrix product whose bias only corrects the zero point gets what is left of it") {
  const onnx::ModelProto model = written_onnx(int8_matmul(false));
  CHECK(initializer<int32_t>(model, "fc.bias") == std::vector<int32_t>{12, -6});
}

TEST_CASE("a quantized convolution keeps its bias, with scales along its output channels") {
  const onnx::ModelProto model = written_onnx(quantized_graph());
  CHECK(node_of(model, "conv2").op_type() == "Conv");
  CHECK(node_of(model, "conv2").input_size() == 3);
  CHECK(node_of(model, "conv3").input_size() == 2);
  CHECK(node_of(model, "conv2.weight.dequantize").attribute(0).i() == 0);
  const Graph graph = quantized_graph();
  const Node& conv = graph.node(graph.find_node("conv2"));
  const auto bias = graph.value(conv.inputs[2]).constant->data<int32_t>();
  CHECK(initializer<int32_t>(model, "conv2.bias") ==
        std::vector<int32_t>(bias.begin(), bias.end()));
}

TEST_CASE("what a Dequantize rounds to float16 is cast") {
  const onnx::ModelProto model = written_onnx(quantized_graph(true));
  CHECK(node_of(model, "conv2.dequant").op_type() == "Cast");
}

TEST_CASE("integers that QDQ form cannot express are errors that name the node") {
  Graph graph("net");
  SECTION("an int8 layer without a Quantize") {
    const Error error = error_of(headless_graph());
    CHECK(error.kind() == ErrorKind::kUnsupported);
    return;
  }
  SECTION("an int32 output") { graph.set_outputs({add_int8_matmul(graph, true)}); }
  SECTION("an int8 output") {
    graph.set_outputs({add_dequantize(graph, add_int8_matmul(graph, true)),
                       graph.node(graph.find_node("fc.quantize")).outputs[0]});
  }
  SECTION("a zero point beyond int8") {
    graph.set_outputs({add_dequantize(graph, add_int8_matmul(graph, true))});
    graph.node(graph.find_node("fc.quantize")).as<QuantizeAttrs>().zero_point = 128;
  }
  SECTION("an infinite scale") {
    graph.set_outputs({add_dequantize(graph, add_int8_matmul(graph, true))});
    graph.node(graph.find_node("fc.quantize")).as<QuantizeAttrs>().inverse_scale = 0;
  }
  const Error error = error_of(graph);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.where(), Catch::Contains("fc"));
}

TEST_CASE("a pool that rounds its size up is written with the padding that this takes") {
  Graph graph("net");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 1, 6, 5}});
  PoolAttrs pool;
  pool.kernel = {3, 3};
  pool.stride = {2, 2};
  pool.ceil_mode = true;
  graph.set_outputs({graph.add_node(OpKind::kMaxPool, "pool", pool, {x})});
  // Rows: 3 windows need 7; columns: 2 windows need 5.
  const onnx::ModelProto model = written_onnx(graph);
  CHECK(integers_of(node_of(model, "pool"), "pads") == std::vector<int64_t>{0, 0, 1, 0});
  CHECK(read_onnx_model(model).node(0).outputs.size() == 1);
}

TEST_CASE("outputs keep the names that they were given, whatever else is called so") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2}});
  const ValueId y = graph.add_node(OpKind::kRelu, "logits", {}, {x});
  const ValueId z = graph.add_node(OpKind::kNeg, "z", {}, {y});
  graph.set_outputs({z, y, z, x, y}, {"logits", "features", "twice", "x", "logits.more"});
  const onnx::ModelProto model = written_onnx(graph);
  const std::vector<std::string> names{"logits", "features", "twice", "x_1", "logits.more"};
  REQUIRE(model.graph().output_size() == 5);
  for (int i = 0; i < 5; ++i) {
    const std::string& name = model.graph().output(i).name();
    CHECK(name == names[static_cast<size_t>(i)]);
    int makers = 0;
    for (const auto& node : model.graph().node()) makers += node.output(0) == name ? 1 : 0;
    CHECK(makers == 1);
  }
  const Graph read = read_onnx_model(model);
  CHECK(read.output_names() == names);
}

TEST_CASE("outputs that are inputs, constants or given twice get names of their own") {
  Graph graph("net");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2}});
  const ValueId c = graph.add_constant("c", Tensor::from<float>({2}, {1, 2}));
  const ValueId y = graph.add_node(OpKind::kRelu, "y", {}, {x});
  graph.set_outputs({y, y, x, c});
  const onnx::ModelProto model = written_onnx(graph);
  std::vector<std::string> names;
  for (const auto& output : model.graph().output()) names.push_back(output.name());
  CHECK(names == std::vector<std::string>{"y", "y_1", "x_1", "c_1"});
}

TEST_CASE("a model that reaches protobuf's limit is refused before it is copied") {
  constexpr int64_t kElements = int64_t{1} << 29;
  Graph graph("net");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1}});
  const float memory = 0;
  const Tensor huge = Tensor::view(DType::kFloat32, {kElements}, &memory, nullptr);
  graph.set_outputs({graph.add_node(OpKind::kAdd, "sum", {}, {x, graph.add_constant("c", huge)})});
  const Error error = error_of(graph);
  CHECK(error.kind() == ErrorKind::kUnsupported);
  CHECK_THAT(error.because(), Catch::Contains("2147483648 bytes"));
}

}  // namespace msquant
