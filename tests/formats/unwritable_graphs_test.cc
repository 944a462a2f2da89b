// Integer graphs that the formats cannot express: an error names the node and leaves no file.
#include <catch2/catch.hpp>
#include <functional>
#include <utility>

#include "base/error.h"
#include "formats/air/air_writer.h"
#include "formats/air_models.h"
#include "formats/mindir/mindir_writer.h"
#include "formats/onnx/onnx_writer.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

using Write = std::function<void(const Graph& graph, const std::filesystem::path& path)>;

const Write kAir = [](const Graph& graph, const std::filesystem::path& path) {
  write_air(graph, path, {AirStyle::kCompact});
};
const Write kMindir = [](const Graph& graph, const std::filesystem::path& path) {
  write_mindir(graph, path);
};
const Write kOnnx = [](const Graph& graph, const std::filesystem::path& path) {
  write_onnx(graph, path, {13});
};

void check_refused(const Write& write, const Graph& graph, const std::string& node,
                   const std::string& because) {
  const TempDir folder;
  try {
    write(graph, folder / "model");
    FAIL_CHECK("it was written");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kUnsupported);
    CHECK_THAT(error.where(), Catch::Contains("'" + node + "'"));
    CHECK(error.because() == because);
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

// x → Quantize → int8 product with `weight` → Dequantize along `axis`, by scales that are a
// constant or another input.
Graph int8_product(const Tensor& weight, int64_t axis, bool has_constant_scales) {
  Graph graph("net");
  Shape x = weight.shape();
  x.back() = std::exchange(x[x.size() - 2], 3);
  const ValueId image = graph.add_input("x", {DType::kFloat32, x});
  const ValueId q = graph.add_node(OpKind::kQuantize, "quantize", QuantizeAttrs{2, 3}, {image});
  const ValueId product = graph.add_node(OpKind::kMatMul, "product", MatMulAttrs{},
                                         {q, graph.add_constant("w", weight)});
  const int64_t channels = graph.value(product).type.shape[static_cast<size_t>(axis)];
  const ValueId scales =
      has_constant_scales ? graph.add_constant("s", Tensor::allocate(DType::kFloat32, {channels}))
                          : graph.add_input("s", {DType::kFloat32, {channels}});
  graph.set_outputs({graph.add_node(OpKind::kDequantize, "dequantize", DequantizeAttrs{axis},
                                    {product, scales})});
  return graph;
}

Graph with_zero_point(int32_t zero_point) {
  Graph graph = quantized_graph();
  graph.node(graph.find_node("conv2")).as<ConvAttrs>().x_zero_point = zero_point;
  return graph;
}

}  // namespace

TEST_CASE("an int8 product of batches is written to no format") {
  const Graph graph = int8_product(Tensor::allocate(DType::kInt8, {2, 5, 4}), 2, true);
  check_refused(kAir, graph, "product", "GE has no int8 product of batches of matrices");
  check_refused(kMindir, graph, "product", "MindSpore multiplies batches of floats only");
  check_refused(kOnnx, graph, "product", "its weight has shape [2, 5, 4]");
}

TEST_CASE("scales that are not constant are written to no format") {
  const Graph graph = int8_product(Tensor::allocate(DType::kInt8, {5, 4}), 1, false);
  check_refused(kAir, graph, "dequantize", "its scales are not constant");
  check_refused(kMindir, graph, "dequantize", "its scales are not constant");
  check_refused(kOnnx, graph, "dequantize", "its input 1 is not constant");
}

TEST_CASE("scales along another dimension than the channels are not written") {
  const Graph graph = int8_product(Tensor::allocate(DType::kInt8, {5, 4}), 0, true);
  check_refused(kMindir, graph, "dequantize", "MindSpore scales no such dimension");
  check_refused(kOnnx, graph, "dequantize",
                "its scales do not run along the channels of the layer");
}

TEST_CASE("a zero point that is not the Quantize's in front is not written") {
  const Graph graph = with_zero_point(5);
  check_refused(kAir, graph, "conv2",
                "its x_zero_point is not the zero_point of the Quantize in front");
  check_refused(kMindir, graph, "conv2", "its x_zero_point is not that of its input");
  check_refused(kOnnx, graph, "conv2",
                "its x_zero_point is not the zero_point of the Quantize in front");
}

TEST_CASE("a float convolution with a zero point is not written") {
  Graph graph = float_graph();
  graph.node(graph.find_node("conv")).as<ConvAttrs>().x_zero_point = 5;
  check_refused(kAir, graph, "conv", "a float convolution has no zero point");
  check_refused(kMindir, graph, "conv", "its x_zero_point is not that of its input");
  check_refused(kOnnx, graph, "conv", "a float convolution has no zero point");
}

TEST_CASE("an observer without parameters is written to no format") {
  Graph graph("net");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 4}});
  graph.set_outputs({graph.add_node(OpKind::kFakeQuant, "observer", FakeQuantAttrs{}, {x})});
  check_refused(kAir, graph, "observer", "GE has no operator for it");
  check_refused(kMindir, graph, "observer", "MindSpore has no such operator");
  check_refused(kOnnx, graph, "observer", "msquant has no ONNX operator for it");
}

}  // namespace msquant
