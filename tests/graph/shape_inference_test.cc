#include "graph/shape_inference.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace msquant;

namespace {

// The output shape of one operator over constants of the given shapes.
Shape shape_of(OpKind kind, Attributes attributes, const std::vector<Shape>& inputs,
               DType dtype = DType::kFloat32) {
  Graph graph;
  std::vector<ValueId> ids;
  for (const Shape& shape : inputs) ids.push_back(graph.add_input("x", {dtype, shape}));
  return graph.value(graph.add_node(kind, "node", std::move(attributes), ids)).type.shape;
}

ConvAttrs conv(Pair stride, Padding padding, Pair dilation = {1, 1}, int64_t groups = 1) {
  ConvAttrs attrs;
  attrs.stride = stride;
  attrs.padding = padding;
  attrs.dilation = dilation;
  attrs.groups = groups;
  return attrs;
}

}  // namespace

TEST_CASE("convolution: stride, asymmetric padding, dilation, groups") {
  CHECK(shape_of(OpKind::kConv2d, conv({2, 2}, {2, 3, 2, 3}), {{1, 3, 32, 32}, {64, 3, 7, 7}}) ==
        Shape{1, 64, 16, 16});
  CHECK(shape_of(OpKind::kConv2d, conv({1, 1}, {0, 0, 0, 0}, {2, 2}),
                 {{1, 4, 9, 9}, {8, 4, 3, 3}}) == Shape{1, 8, 5, 5});
  CHECK(shape_of(OpKind::kConv2d, conv({1, 1}, {1, 1, 1, 1}, {1, 1}, 32),
                 {{2, 32, 5, 5}, {32, 1, 3, 3}}) == Shape{2, 32, 5, 5});
}

TEST_CASE("operands that do not fit are model errors that name the node") {
  CHECK_THROWS_WITH(shape_of(OpKind::kConv2d, conv({1, 1}, {}), {{1, 3, 8, 8}, {8, 4, 3, 3}}),
                    Catch::Contains("node 'node' (Conv2d)") && Catch::Contains("3 channels"));
  CHECK_THROWS_WITH(shape_of(OpKind::kConv2d, conv({1, 1}, {}), {{1, 3, 2, 2}, {8, 3, 3, 3}}),
                    Catch::Contains("larger than the padded image"));
  CHECK_THROWS_WITH(shape_of(OpKind::kConv2d, conv({0, 1}, {}), {{1, 3, 8, 8}, {8, 3, 3, 3}}),
                    Catch::Contains("positive"));
  CHECK_THROWS_AS(shape_of(OpKind::kAdd, {}, {{2, 3}, {2, 4}}), Error);
  CHECK_THROWS_AS(shape_of(OpKind::kAdd, {}, {{2, 3}}), Error);
}

TEST_CASE("huge windows are refused before they overflow") {
  const int64_t huge = int64_t{1} << 62;
  CHECK_THROWS_AS(
      shape_of(OpKind::kConv2d, conv({1, 1}, {huge, huge, 0, 0}), {{1, 3, 8, 8}, {8, 3, 3, 3}}),
      Error);
  CHECK_THROWS_AS(
      shape_of(OpKind::kConv2d, conv({1, 1}, {}, {huge, 1}), {{1, 3, 8, 8}, {8, 3, 3, 3}}), Error);
}

TEST_CASE("matrix products: transposes, batches, bias") {
  MatMulAttrs dense;
  dense.transpose_b = true;
  CHECK(shape_of(OpKind::kMatMul, dense, {{4, 16}, {10, 16}, {10}}) == Shape{4, 10});
  CHECK(shape_of(OpKind::kMatMul, MatMulAttrs{}, {{2, 1, 3, 4}, {5, 4, 6}}) == Shape{2, 5, 3, 6});
  CHECK_THROWS_AS(shape_of(OpKind::kMatMul, MatMulAttrs{}, {{4, 16}, {10, 16}}), Error);
}

TEST_CASE("int8 products are int32") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kInt8, {1, 16}});
  const ValueId w = graph.add_constant("w", Tensor::allocate(DType::kInt8, {16, 4}));
  const ValueId y = graph.add_node(OpKind::kMatMul, "mm", MatMulAttrs{}, {x, w});
  CHECK(graph.value(y).type.dtype == DType::kInt32);
}

TEST_CASE("pooling: floor, ceil, and no window that starts in the padding") {
  PoolAttrs pool;
  pool.kernel = {3, 3};
  pool.stride = {2, 2};
  CHECK(shape_of(OpKind::kMaxPool, pool, {{1, 8, 8, 8}}) == Shape{1, 8, 3, 3});
  pool.ceil_mode = true;
  CHECK(shape_of(OpKind::kMaxPool, pool, {{1, 8, 8, 8}}) == Shape{1, 8, 4, 4});
  pool.kernel = {1, 1};
  pool.stride = {4, 4};
  CHECK(shape_of(OpKind::kMaxPool, pool, {{1, 8, 3, 3}}) == Shape{1, 8, 1, 1});
}

TEST_CASE("shape operators") {
  CHECK(shape_of(OpKind::kReshape, ReshapeAttrs{{0, -1}}, {{2, 3, 4}}) == Shape{2, 12});
  CHECK(shape_of(OpKind::kFlatten, AxisAttrs{1}, {{2, 3, 4}}) == Shape{2, 12});
  CHECK(shape_of(OpKind::kTranspose, TransposeAttrs{{1, 2, 0}}, {{2, 3, 4}}) == Shape{3, 4, 2});
  CHECK(shape_of(OpKind::kConcat, AxisAttrs{1}, {{1, 2}, {1, 5}}) == Shape{1, 7});
  CHECK(shape_of(OpKind::kPad, PadAttrs{{0, 1}, {0, 2}}, {{2, 3}}) == Shape{2, 6});
  CHECK(shape_of(OpKind::kReduceMean, ReduceAttrs{{2, 3}, false}, {{1, 8, 4, 4}}) == Shape{1, 8});
  CHECK(shape_of(OpKind::kReduceMean, ReduceAttrs{{2, 3}, true}, {{1, 8, 4, 4}}) ==
        Shape{1, 8, 1, 1});
  CHECK_THROWS_AS(shape_of(OpKind::kReshape, ReshapeAttrs{{5, -1}}, {{2, 3}}), Error);
  CHECK_THROWS_AS(shape_of(OpKind::kTranspose, TransposeAttrs{{0, 0}}, {{2, 3}}), Error);
  CHECK_THROWS_AS(shape_of(OpKind::kTranspose, TransposeAttrs{{1, 0, 2}}, {{2, 3}}), Error);
}

TEST_CASE("a new batch size reaches every value, through Reshape too") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {32, 4, 2, 2}});
  const ValueId flat = graph.add_node(OpKind::kReshape, "flat", ReshapeAttrs{{32, 16}}, {x});
  graph.set_outputs({flat});
  set_batch_size(graph, 3);
  CHECK(graph.value(flat).type.shape == Shape{3, 16});
}

TEST_CASE("a new batch size leaves inputs without a batch dimension alone") {
  Graph graph;
  const ValueId x = graph.add_input("x", {DType::kFloat32, {32, 4}});
  const ValueId scale = graph.add_input("scale", {DType::kFloat32, {4}});
  graph.set_outputs({graph.add_node(OpKind::kMul, "product", {}, {x, scale})});
  CHECK(batch_size(graph) == 32);
  set_batch_size(graph, 1);
  CHECK(graph.value(x).type.shape == Shape{1, 4});
  CHECK(graph.value(scale).type.shape == Shape{4});
}

TEST_CASE("a concatenation whose size overflows is refused") {
  const Shape huge{int64_t{1} << 62};
  CHECK_THROWS_AS(shape_of(OpKind::kConcat, AxisAttrs{0}, {huge, huge}, DType::kInt8), Error);
}
