#include "interop/operator_graphs.h"

#include <cmath>
#include <utility>

#include "support/models.h"

namespace msquant {
namespace {

const Shape kImage{2, 4, 6, 5};

// One operator on an image, with constants as its other inputs.
Graph single(const std::string& name, OpKind kind, Attributes attributes,
             const std::vector<Tensor>& constants = {}, const Shape& shape = kImage) {
  Graph graph(name);
  std::vector<ValueId> inputs{graph.add_input("x", {DType::kFloat32, shape})};
  for (size_t i = 0; i < constants.size(); ++i) {
    inputs.push_back(graph.add_constant("constant" + std::to_string(i), constants[i]));
  }
  graph.set_outputs({graph.add_node(kind, "node", std::move(attributes), inputs)});
  return graph;
}

// Of what is positive everywhere, which roots and logarithms need.
Graph of_positive(const std::string& name, OpKind kind) {
  Graph graph(name);
  const ValueId x = graph.add_input("x", {DType::kFloat32, kImage});
  const ValueId positive = graph.add_node(OpKind::kSoftplus, "positive", {}, {x});
  graph.set_outputs({graph.add_node(kind, "node", {}, {positive})});
  return graph;
}

void add_functions(std::vector<Graph>& graphs) {
  const std::pair<const char*, OpKind> plain[] = {{"relu", OpKind::kRelu},
                                                  {"relu6", OpKind::kRelu6},
                                                  {"hard_swish", OpKind::kHardSwish},
                                                  {"swish", OpKind::kSwish},
                                                  {"mish", OpKind::kMish},
                                                  {"gelu", OpKind::kGelu},
                                                  {"gelu_tanh", OpKind::kGeluTanh},
                                                  {"softplus", OpKind::kSoftplus},
                                                  {"tanh", OpKind::kTanh},
                                                  {"erf", OpKind::kErf},
                                                  {"neg", OpKind::kNeg},
                                                  {"abs", OpKind::kAbs},
                                                  {"exp", OpKind::kExp},
                                                  {"sigmoid", OpKind::kSigmoid}};
  for (const auto& [name, kind] : plain) graphs.push_back(single(name, kind, {}));
  graphs.push_back(of_positive("sqrt", OpKind::kSqrt));
  graphs.push_back(of_positive("rsqrt", OpKind::kRsqrt));
  graphs.push_back(of_positive("log", OpKind::kLog));
  graphs.push_back(single("leaky_relu", OpKind::kLeakyRelu, FunctionAttrs{0.2f}));
  graphs.push_back(single("leaky_relu_above_1", OpKind::kLeakyRelu, FunctionAttrs{1.5f}));
  graphs.push_back(single("elu", OpKind::kElu, FunctionAttrs{1}));
  graphs.push_back(single("elu_half", OpKind::kElu, FunctionAttrs{0.5f}));
  graphs.push_back(single("clip", OpKind::kClip, FunctionAttrs{-0.5f, 0.75f}));
  graphs.push_back(single("clip_below", OpKind::kClip, FunctionAttrs{-0.5f, HUGE_VALF}));
  graphs.push_back(single("hard_sigmoid", OpKind::kHardSigmoid, FunctionAttrs{1.0f / 6, 0.5f}));
  graphs.push_back(single("hard_sigmoid_steep", OpKind::kHardSigmoid, FunctionAttrs{0.9f, 0.3f}));
}

void add_arithmetic(std::vector<Graph>& graphs) {
  const std::pair<const char*, OpKind> plain[] = {
      {"add", OpKind::kAdd}, {"sub", OpKind::kSub},         {"mul", OpKind::kMul},
      {"div", OpKind::kDiv}, {"maximum", OpKind::kMaximum}, {"minimum", OpKind::kMinimum}};
  const Tensor column = random_tensor({4, 1, 1}, 2, 0.5f, 1.5f);
  for (const auto& [name, kind] : plain) graphs.push_back(single(name, kind, {}, {column}));
  const Tensor square = Tensor::from<float>({}, {2});
  graphs.push_back(single("pow", OpKind::kPow, {}, {square}));
  graphs.push_back(single("prelu", OpKind::kPRelu, {}, {column}));
  graphs.push_back(single("prelu_of_one", OpKind::kPRelu, {}, {Tensor::from<float>({1}, {0.3f})}));
  graphs.push_back(single("prelu_of_rows", OpKind::kPRelu, {}, {random_tensor({6, 1}, 3)}));
  graphs.push_back(single("prelu_spread", OpKind::kPRelu, {}, {random_tensor(kImage, 3)}, {1, 5}));
  graphs.push_back(single("bias_add", OpKind::kBiasAdd, {}, {random_tensor({4}, 4)}));
}

void add_normalization(std::vector<Graph>& graphs) {
  const Tensor c = random_tensor({4}, 5, 0.5f, 1.5f), d = random_tensor({4}, 6);
  graphs.push_back(single("batch_norm", OpKind::kBatchNorm, BatchNormAttrs{1e-3f}, {c, d, d, c}));
  graphs.push_back(single("layer_norm_last", OpKind::kLayerNorm, LayerNormAttrs{3, 1e-5f},
                          {random_tensor({5}, 7), random_tensor({5}, 8)}));
  graphs.push_back(single("layer_norm_image", OpKind::kLayerNorm, LayerNormAttrs{2, 1e-6f},
                          {random_tensor({6, 5}, 7), random_tensor({6, 5}, 8)}));
  graphs.push_back(single("group_norm", OpKind::kGroupNorm, GroupNormAttrs{2, 1e-5f}, {c, d}));
  graphs.push_back(single("instance_norm", OpKind::kGroupNorm, GroupNormAttrs{4, 1e-5f}, {c, d}));
  graphs.push_back(single("softmax", OpKind::kSoftmax, AxisAttrs{1}));
  graphs.push_back(single("reduce_mean", OpKind::kReduceMean, ReduceAttrs{{2, 3}, false}));
  graphs.push_back(single("reduce_sum", OpKind::kReduceSum, ReduceAttrs{{1}, true}));
  graphs.push_back(single("reduce_max", OpKind::kReduceMax, ReduceAttrs{{1, 3}, false}));
}

void add_products(std::vector<Graph>& graphs) {
  ConvAttrs conv{{2, 1}, {0, 1, 2, 1}, {1, 2}, 2};
  graphs.push_back(single("conv", OpKind::kConv2d, conv,
                          {random_tensor({6, 2, 3, 2}, 9), random_tensor({6}, 10)}));
  ConvTransposeAttrs transposed{{2, 3}, {1, 0, 2, 1}, {1, 2}, {0, 0}, 2};
  graphs.push_back(single("conv_transpose", OpKind::kConvTranspose2d, transposed,
                          {random_tensor({4, 3, 3, 2}, 9), random_tensor({6}, 10)}));
  transposed.output_padding = {1, 2};
  graphs.push_back(single("conv_transpose_output_padding", OpKind::kConvTranspose2d, transposed,
                          {random_tensor({4, 3, 3, 2}, 9)}));
  graphs.push_back(single("dense", OpKind::kMatMul, MatMulAttrs{false, true},
                          {random_tensor({7, 5}, 11), random_tensor({7}, 12)}, {3, 5}));
  graphs.push_back(single("matmul_rows", OpKind::kMatMul, MatMulAttrs{},
                          {random_tensor({5, 7}, 11), random_tensor({7}, 12)}));
  graphs.push_back(single("matmul_transposed_batch", OpKind::kMatMul, MatMulAttrs{true, false},
                          {random_tensor({6, 7}, 11), random_tensor({7}, 12)}));
  graphs.push_back(single("matmul_of_batches", OpKind::kMatMul, MatMulAttrs{false, true},
                          {random_tensor({4, 7, 5}, 11), random_tensor({7}, 12)}));
}

void add_pools(std::vector<Graph>& graphs) {
  const PoolAttrs odd{{3, 2}, {2, 2}, {1, 0, 0, 1}, false, false};
  PoolAttrs ceiled = odd, counted = odd;
  ceiled.ceil_mode = counted.count_include_pad = true;
  graphs.push_back(
      single("max_pool", OpKind::kMaxPool, PoolAttrs{{2, 2}, {2, 2}, {}, false, false}));
  graphs.push_back(single("max_pool_padded", OpKind::kMaxPool, odd));
  graphs.push_back(single("max_pool_ceiled", OpKind::kMaxPool, ceiled));
  graphs.push_back(single("avg_pool_padded", OpKind::kAvgPool, odd));
  graphs.push_back(single("avg_pool_ceiled", OpKind::kAvgPool, ceiled));
  graphs.push_back(single("avg_pool_counted", OpKind::kAvgPool, counted));
  graphs.push_back(single("adaptive_pool", OpKind::kAdaptiveAvgPool, AdaptivePoolAttrs{{4, 3}}));
  graphs.push_back(
      single("adaptive_pool_even", OpKind::kAdaptiveAvgPool, AdaptivePoolAttrs{{2, 5}}));
}

void add_resizes(std::vector<Graph>& graphs) {
  using Coordinates = ResizeCoordinates;
  using Rounding = ResizeRounding;
  const std::pair<const char*, Coordinates> coordinates[] = {
      {"asymmetric", Coordinates::kAsymmetric},
      {"half_pixel", Coordinates::kHalfPixel},
      {"pytorch_half_pixel", Coordinates::kPytorchHalfPixel},
      {"align_corners", Coordinates::kAlignCorners}};
  const std::pair<const char*, Rounding> roundings[] = {{"floor", Rounding::kFloor},
                                                        {"ceil", Rounding::kCeil},
                                                        {"half_down", Rounding::kHalfDown},
                                                        {"half_up", Rounding::kHalfUp}};
  for (const auto& [where, coordinate] : coordinates) {
    for (const auto& [how, rounding] : roundings) {
      graphs.push_back(single(std::string("resize_nearest_") + where + "_" + how, OpKind::kResize,
                              ResizeAttrs{{9, 4}, ResizeMode::kNearest, coordinate, rounding}));
    }
    const std::string linear = std::string("resize_bilinear_") + where;
    graphs.push_back(
        single(linear, OpKind::kResize, ResizeAttrs{{9, 4}, ResizeMode::kBilinear, coordinate}));
    graphs.push_back(single(linear + "_to_one_row", OpKind::kResize,
                            ResizeAttrs{{1, 7}, ResizeMode::kBilinear, coordinate}));
  }
  ResizeAttrs scaled{{10, 7}, ResizeMode::kBilinear, Coordinates::kHalfPixel};
  scaled.scale = {1.75f, 1.5f};
  graphs.push_back(single("resize_scaled", OpKind::kResize, scaled));
  scaled = {{12, 10}, ResizeMode::kNearest, Coordinates::kAsymmetric, Rounding::kFloor, {2, 2}};
  graphs.push_back(single("resize_doubled", OpKind::kResize, scaled));
}

void add_movement(std::vector<Graph>& graphs) {
  constexpr int64_t kEnd = SliceAttrs::kToEnd;
  graphs.push_back(single("reshape", OpKind::kReshape, ReshapeAttrs{{0, -1, 15}}));
  graphs.push_back(single("flatten", OpKind::kFlatten, AxisAttrs{1}));
  graphs.push_back(single("flatten_2", OpKind::kFlatten, AxisAttrs{2}));
  graphs.push_back(single("transpose", OpKind::kTranspose, TransposeAttrs{{0, 2, 3, 1}}));
  graphs.push_back(
      single("concat", OpKind::kConcat, AxisAttrs{1}, {random_tensor({2, 3, 6, 5}, 13)}));
  graphs.push_back(single("pad", OpKind::kPad, PadAttrs{{0, 0, 1, 0}, {0, 1, 1, 2}, 0}));
  graphs.push_back(single("pad_with_ones", OpKind::kPad, PadAttrs{{0, 0, 1, 0}, {0, 1, 1, 2}, 1}));
  graphs.push_back(
      single("slice", OpKind::kSlice, SliceAttrs{{0, 1, 5, 4}, {kEnd, 3, 0, -1}, {1, 1, -2, -1}}));
  graphs.push_back(
      single("slice_of_all", OpKind::kSlice, SliceAttrs{Shape(4, 0), Shape(4, kEnd), Shape(4, 1)}));
  graphs.push_back(single("gather", OpKind::kGather, AxisAttrs{2},
                          {Tensor::from<int32_t>({2, 2}, {5, 0, 3, 3})}));
  graphs.push_back(
      single("broadcast_to", OpKind::kBroadcastTo, BroadcastAttrs{{2, 3, 5}}, {}, {3, 1}));
  graphs.push_back(single("tile", OpKind::kTile, TileAttrs{{1, 2, 1, 3}}));
  graphs.push_back(single("identity", OpKind::kIdentity, {}));
  Graph cast = single("cast", OpKind::kCast, CastAttrs{DType::kFloat16});
  cast.set_outputs(
      {cast.add_node(OpKind::kCast, "back", CastAttrs{DType::kFloat32}, {cast.outputs()[0]})});
  graphs.push_back(std::move(cast));
}

}  // namespace

std::vector<Graph> operator_graphs() {
  std::vector<Graph> graphs;
  add_functions(graphs);
  add_arithmetic(graphs);
  add_normalization(graphs);
  add_products(graphs);
  add_pools(graphs);
  add_resizes(graphs);
  add_movement(graphs);
  return graphs;
}

}  // namespace msquant
