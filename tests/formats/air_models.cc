#include "formats/air_models.h"

#include <fstream>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

template <class T>
ValueId constant(Graph& graph, const std::string& name, const Shape& shape) {
  std::vector<T> elements;
  for (int64_t i = 0; i < element_count(shape); ++i) elements.push_back(static_cast<T>(i % 7 - 3));
  return graph.add_constant(name, Tensor::from(shape, elements));
}

ValueId dequantize(Graph& graph, const std::string& name, ValueId x, bool through_half) {
  const int64_t channels = graph.value(x).type.shape[1];
  std::vector<float> scales;
  for (int64_t i = 0; i < channels; ++i) scales.push_back(0.01f * static_cast<float>(i + 1));
  const ValueId scale =
      graph.add_constant(name + ".dequant.deq_scale", Tensor::from({channels}, scales));
  const DType to = through_half ? DType::kFloat16 : DType::kFloat32;
  const ValueId y =
      graph.add_node(OpKind::kDequantize, name + ".dequant", DequantizeAttrs{1, to}, {x, scale});
  if (!through_half) return y;
  return graph.add_node(OpKind::kCast, name + ".dequant.cast", CastAttrs{DType::kFloat32}, {y});
}

ValueId quantize(Graph& graph, const std::string& name, ValueId x) {
  return graph.add_node(OpKind::kQuantize, name + ".quant", QuantizeAttrs{42.5f, -128}, {x});
}

}  // namespace

Graph quantized_graph(bool through_half) {
  Graph g("t2");
  ValueId x = g.add_input("x", {DType::kFloat32, {1, 24, 8, 8}});
  x = quantize(g, "conv2", x);
  ConvAttrs depthwise;
  depthwise.padding = {1, 1, 1, 1};
  depthwise.groups = 24;
  depthwise.x_zero_point = -128;
  x = g.add_node(OpKind::kConv2d, "conv2", depthwise,
                 {x, constant<int8_t>(g, "conv2.weight", {24, 1, 3, 3}),
                  constant<int32_t>(g, "conv2.bias", {24})});
  x = g.add_node(OpKind::kRelu, "relu", {}, {dequantize(g, "conv2", x, through_half)});
  x = quantize(g, "conv3", x);
  ConvAttrs pointwise;
  pointwise.x_zero_point = -128;
  x = g.add_node(OpKind::kConv2d, "conv3", pointwise,
                 {x, constant<int8_t>(g, "conv3.weight", {32, 24, 1, 1})});
  x = dequantize(g, "conv3", x, through_half);
  x = g.add_node(OpKind::kReduceMean, "mean", ReduceAttrs{{2, 3}, true}, {x});
  x = g.add_node(OpKind::kFlatten, "flatten", AxisAttrs{1}, {x});
  x = quantize(g, "fc", x);
  x = g.add_node(
      OpKind::kMatMul, "fc", MatMulAttrs{},
      {x, constant<int8_t>(g, "fc.weight", {32, 10}), constant<int32_t>(g, "fc.bias", {10})});
  g.set_outputs({dequantize(g, "fc", x, through_half)});
  return g;
}

Graph float_graph() {
  Graph g("float");
  const ValueId image = g.add_input("image", {DType::kFloat32, {2, 3, 9, 9}});
  const ValueId other = g.add_input("other", {DType::kFloat32, {2, 4, 5, 5}});
  ConvAttrs conv;
  conv.stride = {2, 2};
  conv.padding = {1, 1, 1, 1};
  ValueId x = g.add_node(OpKind::kConv2d, "conv", conv,
                         {image, constant<float>(g, "conv.weight", {4, 3, 3, 3})});
  x = g.add_node(OpKind::kBiasAdd, "conv.biased", {}, {x, constant<float>(g, "conv.bias", {4})});
  x = g.add_node(
      OpKind::kBatchNorm, "bn", BatchNormAttrs{1e-3f},
      {x, constant<float>(g, "bn.gamma", {4}), constant<float>(g, "bn.beta", {4}),
       constant<float>(g, "bn.moving_mean", {4}), constant<float>(g, "bn.moving_variance", {4})});
  x = g.add_node(OpKind::kRelu6, "relu6", {}, {x});
  x = g.add_node(OpKind::kAdd, "add", {}, {x, other});
  x = g.add_node(OpKind::kSub, "sub", {}, {x, other});
  x = g.add_node(OpKind::kMul, "mul", {}, {x, g.add_node(OpKind::kSigmoid, "gate", {}, {other})});
  x = g.add_node(OpKind::kDiv, "div", {}, {x, constant<float>(g, "divisor", {1})});
  PoolAttrs same{{3, 3}, {2, 2}, {1, 1, 1, 1}, false, false};
  const ValueId pooled = g.add_node(OpKind::kMaxPool, "max_same", same, {x});
  PoolAttrs ceil{{2, 2}, {2, 2}, {}, true, false};
  const ValueId ceiled = g.add_node(OpKind::kMaxPool, "max_ceil", ceil, {x});
  x = g.add_node(OpKind::kConcat, "concat", AxisAttrs{1}, {pooled, ceiled, pooled});
  PoolAttrs counted{{3, 3}, {1, 1}, {1, 1, 1, 1}, false, true};
  x = g.add_node(OpKind::kAvgPool, "avg_counted", counted, {x});
  PoolAttrs valid{{2, 2}, {1, 1}, {}, false, false};
  x = g.add_node(OpKind::kAvgPool, "avg_valid", valid, {x});
  x = g.add_node(OpKind::kPad, "pad", PadAttrs{{0, 0, 1, 0}, {0, 0, 1, 2}, 0}, {x});
  x = g.add_node(OpKind::kTranspose, "transpose", TransposeAttrs{{0, 2, 3, 1}}, {x});
  x = g.add_node(OpKind::kReshape, "reshape", ReshapeAttrs{{2, -1, 12}}, {x});
  const ValueId scores = g.add_node(OpKind::kMatMul, "attention", MatMulAttrs{false, true}, {x, x});
  x = g.add_node(OpKind::kSoftmax, "softmax", AxisAttrs{2}, {scores});
  x = g.add_node(OpKind::kFlatten, "flatten", AxisAttrs{1}, {x});
  x = g.add_node(OpKind::kMatMul, "dense", MatMulAttrs{false, true},
                 {x, constant<float>(g, "dense.weight", {5, g.value(x).type.shape[1]}),
                  constant<float>(g, "dense.bias", {5})});
  x = g.add_node(OpKind::kIdentity, "dropout", {}, {x});
  const ValueId half = g.add_node(OpKind::kCast, "half", CastAttrs{DType::kFloat16}, {x});
  g.set_outputs({x, half});
  return g;
}

Graph neck_graph() {
  Graph g("neck");
  ValueId x = g.add_input("x", {DType::kFloat32, {1, 4, 4, 4}});
  ConvTransposeAttrs up;
  up.stride = {2, 2};
  x = g.add_node(OpKind::kConvTranspose2d, "up", up,
                 {x, constant<float>(g, "up.weight", {4, 4, 2, 2})});
  x = g.add_node(OpKind::kGroupNorm, "group_norm", GroupNormAttrs{2, 1e-5f},
                 {x, constant<float>(g, "gn.gamma", {4}), constant<float>(g, "gn.beta", {4})});
  x = g.add_node(OpKind::kPRelu, "prelu", {}, {x, constant<float>(g, "slope", {4, 1, 1})});
  ResizeAttrs resize;
  resize.size = {4, 4};
  x = g.add_node(OpKind::kResize, "nearest", resize, {x});
  resize = {{7, 7},
            ResizeMode::kNearest,
            ResizeCoordinates::kHalfPixel,
            ResizeRounding::kHalfDown,
            {1.9f, 1.9f}};
  x = g.add_node(OpKind::kResize, "scaled", resize, {x});
  x = g.add_node(OpKind::kClip, "clip", FunctionAttrs{-1, 1}, {x});
  x = g.add_node(OpKind::kSlice, "slice",
                 SliceAttrs{{0, 3, 0, 6}, {1, -1, SliceAttrs::kToEnd, -1}, {1, -2, 1, -1}}, {x});
  x = g.add_node(OpKind::kGather, "gather", AxisAttrs{1},
                 {x, g.add_constant("indices", Tensor::from<int32_t>({2}, {1, 0}))});
  x = g.add_node(OpKind::kTile, "tile", TileAttrs{{1, 2, 1, 1}}, {x});
  x = g.add_node(OpKind::kPad, "pad", PadAttrs{{0, 0, 1, 0}, {0, 0, 0, 1}, -2.5f}, {x});
  x = g.add_node(OpKind::kReduceMax, "most", ReduceAttrs{{3}, false}, {x});
  x = g.add_node(OpKind::kBroadcastTo, "broadcast", BroadcastAttrs{{3, 4, 8}}, {x});
  x = g.add_node(OpKind::kLayerNorm, "layer_norm", LayerNormAttrs{2, 1e-6f},
                 {x, constant<float>(g, "ln.gamma", {8}), constant<float>(g, "ln.beta", {8})});
  g.set_outputs({g.add_node(OpKind::kGelu, "gelu", {}, {x})});
  return g;
}

Graph headless_graph() {
  Graph g("headless");
  const ValueId x = g.add_input("x", {DType::kInt8, {1, 1, 3, 3}});
  g.set_outputs({g.add_node(OpKind::kConv2d, "conv", ConvAttrs{},
                            {x, constant<int8_t>(g, "conv.weight", {1, 1, 3, 3})})});
  return g;
}

std::string written_bytes(const Graph& graph, AirStyle style) {
  const TempDir folder;
  write_air(graph, folder / "model.air", {style});
  return read_file(folder / "model.air");
}

ge::proto::ModelDef written_model(const Graph& graph, AirStyle style) {
  ge::proto::ModelDef model;
  MSQUANT_CHECK(model.ParseFromString(written_bytes(graph, style)));
  return model;
}

ge::proto::OpDef& find_op(ge::proto::ModelDef& model, const std::string& name) {
  for (ge::proto::OpDef& op : *model.mutable_graph(0)->mutable_op()) {
    if (op.name() == name) return op;
  }
  throw Error(ErrorKind::kInternal, "no operator of this name", name);
}

void write_quickly(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace msquant
