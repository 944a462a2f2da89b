// Integer convolutions and products must equal the reference bit for bit.
#include <catch2/catch.hpp>

#include "engine/onednn/split_reduction.h"
#include "engine/onednn/twins.h"

using namespace msquant;

namespace {

struct Case {
  Shape x, w;
  int64_t groups, padding;
  int weight_limit;  // magnitude of the weights: large ones need several parts
};

// x float32 → Quantize → Conv2d → Dequantize → Relu6.
Graph quantized_conv(const Case& c, int32_t zero_point, DType result) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, c.x});
  const ValueId q = graph.add_node(OpKind::kQuantize, "q", QuantizeAttrs{140.5f, zero_point}, {x});
  ConvAttrs attrs;
  attrs.groups = c.groups;
  attrs.padding = {c.padding, 0, 0, c.padding};
  attrs.x_zero_point = zero_point;
  const Tensor weight = random_integers<int8_t>(c.w, 1, c.weight_limit - 20, c.weight_limit);
  const ValueId y = graph.add_node(
      OpKind::kConv2d, "conv", attrs,
      {q, graph.add_constant("w", weight),
       graph.add_constant("b", random_integers<int32_t>({c.w[0]}, 2, -100000, 100000))});
  const ValueId scale = graph.add_constant("s", random_tensor({c.w[0]}, 3, 1e-6f, 1e-4f));
  const ValueId z =
      graph.add_node(OpKind::kDequantize, "d", DequantizeAttrs{1, result}, {y, scale});
  const ValueId wide = graph.add_node(OpKind::kCast, "c", CastAttrs{DType::kFloat32}, {z});
  graph.set_outputs({graph.add_node(OpKind::kRelu6, "relu", {}, {wide})});
  return graph;
}

}  // namespace

TEST_CASE("quantized convolutions are exact, whatever the size of their sums") {
  const auto c = GENERATE(values<Case>({
      {{2, 3, 9, 8}, {10, 3, 3, 3}, 1, 1, 127},
      {{1, 16, 7, 7}, {32, 16, 1, 1}, 1, 0, 127},
      {{1, 512, 5, 5}, {16, 512, 3, 3}, 1, 1, 127},  // several parts
      {{1, 510, 4, 4}, {10, 510, 3, 3}, 1, 1, 127},  // of channels that fill no block
      {{2, 1024, 3, 3}, {48, 512, 3, 3}, 2, 1, 127},
      {{1, 32, 9, 9}, {32, 1, 3, 3}, 32, 1, 127},
      {{1, 512, 4, 4}, {16, 512, 3, 3}, 1, 1, 10},  // signs cancel
  }));
  const int32_t zero_point = GENERATE(-128, 0, 100);
  CHECK(twin_difference(quantized_conv(c, zero_point, DType::kFloat32), {random_tensor(c.x, 4)}) ==
        0);
  CHECK(twin_difference(quantized_conv(c, zero_point, DType::kFloat16), {random_tensor(c.x, 4)}) ==
        0);
}

TEST_CASE("int32 sums can be looked at") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kInt8, {2, 20, 5, 5}});
  ConvAttrs attrs;
  attrs.x_zero_point = 7;
  const ValueId w = graph.add_constant("w", random_integers<int8_t>({24, 20, 3, 3}, 1, -128, 127));
  const ValueId y = graph.add_node(OpKind::kConv2d, "conv", attrs, {x, w});
  const ValueId s = graph.add_constant("s", random_tensor({24}, 3));
  const ValueId z = graph.add_node(OpKind::kDequantize, "d", DequantizeAttrs{}, {y, s});
  graph.set_outputs({y, z, x});
  CHECK(twin_difference(graph, random_inputs(graph)) == 0);
}

TEST_CASE("quantized matrix products are exact") {
  const bool transpose_b = GENERATE(false, true);
  const int64_t k = GENERATE(20, 2048);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {3, k, 1, 1}});
  const ValueId q = graph.add_node(OpKind::kQuantize, "q", QuantizeAttrs{90, -5}, {x});
  const ValueId flat = graph.add_node(OpKind::kFlatten, "f", AxisAttrs{1}, {q});
  const Shape shape = transpose_b ? Shape{10, k} : Shape{k, 10};
  const ValueId w = graph.add_constant("w", random_integers<int8_t>(shape, 1, 60, 127));
  const ValueId b = graph.add_constant("b", random_integers<int32_t>({10}, 2, -9999, 9999));
  const ValueId y =
      graph.add_node(OpKind::kMatMul, "fc", MatMulAttrs{false, transpose_b}, {flat, w, b});
  const ValueId s = graph.add_constant("s", random_tensor({10}, 3));
  graph.set_outputs({graph.add_node(OpKind::kDequantize, "d", DequantizeAttrs{}, {y, s}), q});
  CHECK(twin_difference(graph, random_inputs(graph)) == 0);
}

TEST_CASE("one Quantize may feed convolutions of different zero points") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 20, 6, 6}});
  const ValueId w0 = graph.add_constant("w0", random_tensor({20, 20, 1, 1}, 9));
  const ValueId stem = graph.add_node(OpKind::kConv2d, "stem", ConvAttrs{}, {x, w0});
  const ValueId q = graph.add_node(OpKind::kQuantize, "q", QuantizeAttrs{20, 3}, {stem});
  const ValueId w = graph.add_constant("w", random_integers<int8_t>({8, 20, 3, 3}, 1, -9, 9));
  std::vector<ValueId> sums;
  for (int32_t zero_point : {3, -50, 0}) {
    ConvAttrs attrs;
    attrs.x_zero_point = zero_point;
    attrs.padding = {1, 1, 1, 1};
    sums.push_back(
        graph.add_node(OpKind::kConv2d, "c" + std::to_string(zero_point), attrs, {q, w}));
  }
  graph.set_outputs(sums);
  CHECK(twin_difference(graph, random_inputs(graph)) == 0);
}

TEST_CASE("fake quantization is the same on every layout") {
  const int64_t channels = GENERATE(16, 20);
  const bool is_per_channel = GENERATE(false, true);
  QuantParams params{{0.011f}, {17}, -1};
  if (is_per_channel) {
    const Tensor scale = random_tensor({channels}, 1, 0.001f, 0.1f);
    params.scale.assign(scale.data<float>().begin(), scale.data<float>().end());
    params.zero_point.assign(static_cast<size_t>(channels), -3);
    params.axis = 1;
  }
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, channels, 5, 5}});
  PoolAttrs pool;
  pool.kernel = {2, 2};
  const ValueId y = graph.add_node(OpKind::kMaxPool, "pool", pool, {x});
  const ValueId z = graph.add_node(OpKind::kFakeQuant, "fq", FakeQuantAttrs{params}, {y});
  graph.set_outputs({z});
  CHECK(twin_difference(graph, random_inputs(graph)) == 0);
}

TEST_CASE("not-a-number is quantized as zero, and infinities saturate") {
  const float nan = std::nanf(""), infinity = INFINITY;
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {6}});
  graph.set_outputs({graph.add_node(OpKind::kQuantize, "q", QuantizeAttrs{1, 5}, {x})});
  const Tensor input = Tensor::from<float>({6}, {nan, infinity, -infinity, 0.5f, 1.5f, 2.5f});
  const Tensor q = make_executor(graph, engine("onednn"))->run({input})[0];
  const Span<const int8_t> data = q.data<int8_t>();
  CHECK(std::vector<int>(data.begin(), data.end()) == std::vector<int>{5, 127, -128, 6, 6, 8});
}

TEST_CASE("sums are split into as many parts as exactness needs") {
  // 2 * 32768 * 127 * 255 / 2^24 = 126.5: 65536 weights of 127 need 128 parts of 512 weights.
  const Tensor large = random_integers<int8_t>({1, 65536, 1, 1}, 1, 127, 127);
  CHECK(parts_for_exact_sums(large, {0, 255}, {0}) == 128);
  CHECK(parts_for_exact_sums(large, {-255, 0}, {0}) == 128);
  CHECK(parts_for_exact_sums(large, {0, 2}, {0}) == 1);
  // Positive and negative terms are bounded separately: 127 * 255 * 518 < 2^24 < 127 * 255 * 519.
  const Tensor halves = random_integers<int8_t>({1, 1036, 1, 1}, 1, 127, 127);
  CHECK(parts_for_exact_sums(halves, {0, 255}, {0}) == 2);
  const Tensor kernel = random_integers<int8_t>({1, 1, 23, 23}, 1, 127, 127);
  CHECK_FALSE(parts_for_exact_sums(kernel, {0, 255}, {0}).has_value());
  const Tensor one = random_integers<int8_t>({1, 1, 1, 1}, 1, 1, 1);
  CHECK_FALSE(parts_for_exact_sums(one, {0, 255}, {2147483647 - 254}).has_value());
  CHECK(parts_for_exact_sums(one, {0, 255}, {2147483647 - 255}) == 1);
}
