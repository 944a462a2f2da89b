#include <catch2/catch.hpp>

#include "engine/onednn/twins.h"

using namespace msquant;

namespace {

PoolAttrs pool(Pair kernel, Pair stride, Padding padding, bool ceil_mode, bool includes_padding) {
  PoolAttrs attrs;
  attrs.kernel = kernel;
  attrs.stride = stride;
  attrs.padding = padding;
  attrs.ceil_mode = ceil_mode;
  attrs.count_include_pad = includes_padding;
  return attrs;
}

ReduceAttrs reduce(std::vector<int64_t> axes, bool keep_dims) {
  ReduceAttrs attrs;
  attrs.axes = std::move(axes);
  attrs.keep_dims = keep_dims;
  return attrs;
}

// Puts a convolution before the operator, so that it meets oneDNN's own layouts, of 16 channels or
// of 20 (of which a block is padded).
double difference_after_conv(OpKind kind, const Attributes& attributes, int64_t channels,
                             const std::vector<Shape>& others = {}) {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 8, 7, 9}});
  const ValueId w = graph.add_constant("w", random_tensor({channels, 8, 1, 1}, 3));
  std::vector<ValueId> inputs{graph.add_node(OpKind::kConv2d, "conv", ConvAttrs{}, {x, w})};
  for (const Shape& shape : others)
    inputs.push_back(graph.add_input("y", {DType::kFloat32, shape}));
  graph.set_outputs({graph.add_node(kind, "node", attributes, inputs)});
  return twin_difference(graph, random_inputs(graph));
}

}  // namespace

TEST_CASE("oneDNN pools like the reference") {
  const auto kind = GENERATE(OpKind::kMaxPool, OpKind::kAvgPool);
  const bool ceil_mode = GENERATE(false, true), includes_padding = GENERATE(false, true);
  const Padding padding = GENERATE(Padding{0, 0, 0, 0}, Padding{0, 1, 0, 1}, Padding{1, 0, 1, 1});
  const auto attributes = pool({3, 2}, {2, 2}, padding, ceil_mode, includes_padding);
  CHECK(difference_after_conv(kind, attributes, 16) < 1e-5);
  CHECK(difference_after_conv(kind, attributes, 20) < 1e-5);
  CHECK(twin_difference(kind, attributes, {{1, 3, 8, 8}}) < 1e-5);
}

TEST_CASE("an average over padding alone is the reference's") {
  const auto attributes = pool({2, 2}, {1, 1}, {3, 3, 0, 0}, false, GENERATE(false, true));
  CHECK(twin_difference(OpKind::kAvgPool, attributes, {{1, 3, 4, 4}}) < 1e-5);
}

TEST_CASE("oneDNN looks at single elements like the reference") {
  const auto kind =
      GENERATE(OpKind::kRelu, OpKind::kRelu6, OpKind::kSigmoid, OpKind::kNeg, OpKind::kIdentity);
  CHECK(difference_after_conv(kind, {}, 16) < 1e-6);
  CHECK(difference_after_conv(kind, {}, 20) < 1e-6);
  CHECK(twin_difference(kind, {}, {{5}}) < 1e-6);
  CHECK(twin_difference(kind, {}, {{}}) < 1e-6);
}

TEST_CASE("oneDNN broadcasts like the reference") {
  const auto kind = GENERATE(OpKind::kAdd, OpKind::kSub, OpKind::kMul, OpKind::kDiv,
                             OpKind::kMaximum, OpKind::kMinimum);
  CHECK(twin_difference(kind, {}, {{2, 3, 4}, {2, 3, 4}}) < 1e-5);
  CHECK(twin_difference(kind, {}, {{2, 3, 4}, {3, 1}}) < 1e-5);
  CHECK(twin_difference(kind, {}, {{4}, {2, 3, 4}}) < 1e-5);
  CHECK(twin_difference(kind, {}, {{2, 1, 4}, {3, 1}}) < 1e-5);
  CHECK(twin_difference(kind, {}, {{}, {3, 2}}) < 1e-5);
  const int64_t channels = GENERATE(16, 20);
  CHECK(difference_after_conv(kind, {}, channels, {{2, channels, 7, 9}}) < 1e-5);
  CHECK(difference_after_conv(kind, {}, channels, {{channels, 1, 1}}) < 1e-5);
  CHECK(difference_after_conv(kind, {}, channels, {{2, channels, 1, 1}}) < 1e-5);
  CHECK(difference_after_conv(kind, {}, channels, {{9}}) < 1e-5);
}

TEST_CASE("oneDNN takes constants for either operand like the reference") {
  const auto kind = GENERATE(OpKind::kAdd, OpKind::kSub, OpKind::kMul, OpKind::kDiv);
  const Shape shape = GENERATE(Shape{1, 2, 4, 4}, Shape{4}, Shape{});
  for (const bool is_first : {true, false}) {
    Graph graph;
    const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 2, 4, 4}});
    const ValueId c = graph.add_constant("c", random_tensor(shape, 3));
    const std::vector<ValueId> inputs = is_first ? std::vector{c, x} : std::vector{x, c};
    graph.set_outputs({graph.add_node(kind, "node", {}, inputs)});
    CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
  }
}

// Blocks of 8 or 16 channels, of which the last one may be padded.
TEST_CASE("an activation behind two operands or a normalization sees whole blocks only") {
  const auto kind = GENERATE(OpKind::kSub, OpKind::kMul, OpKind::kMaximum, OpKind::kBatchNorm);
  const auto activation = GENERATE(OpKind::kRelu, OpKind::kRelu6);
  const int64_t channels = GENERATE(4, 8, 16, 20);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 8, 7, 9}});
  const auto spread = [&](const std::string& name, uint64_t seed) {
    const ValueId w = graph.add_constant(name + ".w", random_tensor({8, channels, 2, 2}, seed));
    ConvTransposeAttrs attrs;
    attrs.stride = {2, 2};
    return graph.add_node(OpKind::kConvTranspose2d, name, attrs, {x, w});
  };
  std::vector<ValueId> inputs{spread("a", 3)};
  Attributes attributes;
  if (kind == OpKind::kBatchNorm) {
    attributes = BatchNormAttrs{};
    for (uint64_t seed = 4; seed < 8; ++seed) {
      inputs.push_back(graph.add_constant("c", random_tensor({channels}, seed, 0.5f, 2)));
    }
  } else {
    inputs.push_back(spread("b", 4));
  }
  const ValueId result = graph.add_node(kind, "node", attributes, inputs);
  graph.set_outputs({graph.add_node(activation, "y", {}, {result})});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
}

TEST_CASE("oneDNN normalizes like the reference") {
  const int64_t c = GENERATE(16, 20);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, c, 3, 5}});
  const ValueId pooled =
      graph.add_node(OpKind::kMaxPool, "pool", pool({2, 2}, {1, 1}, {}, false, false), {x});
  std::vector<ValueId> inputs{pooled};
  for (uint64_t seed : {1, 2, 3, 4}) {
    inputs.push_back(graph.add_constant("v", random_tensor({c}, seed, 0.5, 2)));
  }
  const ValueId y = graph.add_node(OpKind::kBatchNorm, "bn", BatchNormAttrs{}, inputs);
  const ValueId z = graph.add_node(OpKind::kRelu, "relu", {}, {y});
  graph.set_outputs({graph.add_node(OpKind::kBiasAdd, "bias", {}, {z, inputs[1]})});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
  CHECK(twin_difference(OpKind::kSoftmax, AxisAttrs{1}, {{3, 10}}) < 1e-5);
  CHECK(difference_after_conv(OpKind::kSoftmax, AxisAttrs{2}, c) < 1e-5);
}

TEST_CASE("oneDNN multiplies matrices like the reference") {
  const bool transpose_a = GENERATE(false, true), transpose_b = GENERATE(false, true);
  const MatMulAttrs attrs{transpose_a, transpose_b};
  const Shape a = transpose_a ? Shape{7, 5} : Shape{5, 7};
  const Shape b = transpose_b ? Shape{6, 7} : Shape{7, 6};
  CHECK(twin_difference(OpKind::kMatMul, attrs, {a, b}) < 1e-5);
  CHECK(twin_difference(OpKind::kMatMul, attrs, {a, b, {6}}) < 1e-5);
  const Shape stack{2, 3, a[0], a[1]}, broadcast{3, b[0], b[1]};
  CHECK(twin_difference(OpKind::kMatMul, attrs, {stack, broadcast, {6}}) < 1e-5);
  CHECK(twin_difference(OpKind::kMatMul, attrs, {stack, b}) < 1e-5);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, a});
  const ValueId w = graph.add_constant("w", random_tensor(b, 1));
  const ValueId y = graph.add_node(OpKind::kMatMul, "fc", attrs, {x, w});
  const ValueId z = graph.add_node(OpKind::kBiasAdd, "b", {},
                                   {y, graph.add_constant("b", random_tensor({6}, 2))});
  graph.set_outputs({graph.add_node(OpKind::kRelu, "relu", {}, {z})});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
}

TEST_CASE("oneDNN moves elements like the reference") {
  const int64_t channels = GENERATE(16, 20);
  const auto difference = [&](OpKind kind, const Attributes& attributes,
                              const std::vector<Shape>& others = {}) {
    return difference_after_conv(kind, attributes, channels, others);
  };
  CHECK(difference(OpKind::kReshape, ReshapeAttrs{{0, -1, 3}}) < 1e-6);
  CHECK(difference(OpKind::kFlatten, AxisAttrs{1}) < 1e-6);
  CHECK(difference(OpKind::kTranspose, TransposeAttrs{{0, 2, 3, 1}}) < 1e-6);
  CHECK(difference(OpKind::kTranspose, TransposeAttrs{{3, 1, 0, 2}}) < 1e-6);
  CHECK(difference(OpKind::kConcat, AxisAttrs{1}, {{2, 4, 7, 9}, {2, 16, 7, 9}}) < 1e-6);
  CHECK(difference(OpKind::kConcat, AxisAttrs{3}, {{2, channels, 7, 2}}) < 1e-6);
  CHECK(difference(OpKind::kPad, PadAttrs{{0, 1, 2, 0}, {0, 0, 1, 3}, 1.5f}) < 1e-6);
}

TEST_CASE("oneDNN reduces like the reference") {
  const auto kind = GENERATE(OpKind::kReduceMean, OpKind::kReduceSum, OpKind::kReduceMax);
  const int64_t channels = GENERATE(16, 20);
  CHECK(difference_after_conv(kind, reduce({2, 3}, false), channels) < 1e-5);
  CHECK(difference_after_conv(kind, reduce({2, 3}, true), channels) < 1e-5);
  CHECK(difference_after_conv(kind, reduce({1}, true), channels) < 1e-5);
  CHECK(difference_after_conv(kind, reduce({0, 3}, false), channels) < 1e-5);
}

TEST_CASE("two blocked images are joined along the channels without leaving their layout") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {1, 16, 5, 5}});
  const auto conv = [&](const std::string& name, uint64_t seed) {
    const ValueId w = graph.add_constant("w", random_tensor({32, 16, 1, 1}, seed));
    return graph.add_node(OpKind::kConv2d, name, ConvAttrs{}, {x, w});
  };
  const ValueId a = conv("a", 1), b = conv("b", 2);
  graph.set_outputs({graph.add_node(OpKind::kConcat, "concat", AxisAttrs{1}, {a, b})});
  CHECK(twin_difference(graph, random_inputs(graph)) < 1e-5);
}

TEST_CASE("what oneDNN does not take runs on the reference kernels") {
  CHECK(twin_difference(OpKind::kConv2d, ConvAttrs{}, {{1, 2, 4, 4}, {3, 2, 2, 2}}, DType::kInt8) ==
        0);
  CHECK(twin_difference(OpKind::kReshape, ReshapeAttrs{{6}}, {{2, 3}}, DType::kInt8) == 0);
  CHECK(twin_difference(OpKind::kPad, PadAttrs{{1, 0}, {0, 1}, 3}, {{2, 3}}, DType::kInt8) == 0);
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 9}});
  const ValueId h = graph.add_node(OpKind::kCast, "half", CastAttrs{DType::kFloat16}, {x});
  const ValueId sum = graph.add_node(OpKind::kMul, "mul", {}, {h, h});
  const ValueId relu = graph.add_node(OpKind::kRelu, "relu", {}, {sum});
  const ValueId wide = graph.add_node(OpKind::kCast, "wide", CastAttrs{DType::kFloat32}, {relu});
  graph.set_outputs({wide, relu});
  CHECK(twin_difference(graph, random_inputs(graph)) == 0);
}
