// Writing operators that slide a window over an image, and the padding of images.
#include <algorithm>

#include "formats/mindir/mindir_write_ops.h"
#include "graph/padding.h"

namespace msquant {
namespace {

bool is_none(const Padding& p) {
  return p.top == 0 && p.bottom == 0 && p.left == 0 && p.right == 0;
}

bool operator==(const Padding& a, const Padding& b) {
  return a.top == b.top && a.bottom == b.bottom && a.left == b.left && a.right == b.right;
}

// MindSpore has the zero point from the Quant in front, so the graph must agree with it.
void require_zero_point_of_producer(const MindirBuilder& builder, const Node& node) {
  int32_t zero_point = 0;
  if (builder.type(node.inputs[0]).dtype == DType::kInt8) {
    const NodeId producer = builder.graph().value(node.inputs[0]).producer;
    if (producer == kNoId || builder.graph().node(producer).kind != OpKind::kQuantize) {
      fail_to_write_mindir(node, "the input of an int8 convolution must come from a Quantize");
    }
    zero_point = builder.graph().node(producer).as<QuantizeAttrs>().zero_point;
  }
  if (node.as<ConvAttrs>().x_zero_point != zero_point) {
    fail_to_write_mindir(node, "its x_zero_point is not that of its input");
  }
}

mind_ir::AttributeProto image_literal(const Pair& pair) {
  return tuple_literal({1, 1, pair[0], pair[1]});
}

using Rows = std::vector<std::vector<int64_t>>;

// Whether every element of the value is known to be >= 0.
bool is_never_negative(const Graph& graph, ValueId value) {
  const NodeId producer = graph.value(value).producer;
  if (producer == kNoId) return false;
  const OpKind kind = graph.node(producer).kind;
  return kind == OpKind::kRelu || kind == OpKind::kRelu6 || kind == OpKind::kSigmoid;
}

// The padding that windows reach: less than what is declared where the stride leaves a rest, more
// where ceil_mode adds a window.
Padding reached_padding(const PoolAttrs& pool, const Shape& x, const Shape& y) {
  const Padding& p = pool.padding;
  const auto behind = [](int64_t count, int64_t stride, int64_t kernel, int64_t size) {
    return std::max<int64_t>((count - 1) * stride + kernel - size, 0);
  };
  return {p.top, behind(y[2], pool.stride[0], pool.kernel[0], x[2] + p.top), p.left,
          behind(y[3], pool.stride[1], pool.kernel[1], x[3] + p.left)};
}

enum class OtherPadding { kRefuse, kPadWithZeros };

// The input of a pool, and how the pool pads it. MindSpore's pools know SAME and VALID; for another
// padding a Pad in front adds zeros, where these give the same result.
struct PoolInput {
  std::string x;
  bool is_same;
};

PoolInput pool_input(MindirBuilder& builder, const Node& node, bool same_will_do,
                     OtherPadding other) {
  const auto& pool = node.as<PoolAttrs>();
  const TensorType &x = builder.type(node.inputs[0]), &y = builder.result_type(node);
  const Padding p = reached_padding(pool, x.shape, y.shape);
  const std::string input = builder.value(node.inputs[0]);
  if (is_none(p)) return {input, false};
  if (same_will_do && p == same_padding(x.shape, pool.kernel, pool.stride)) return {input, true};
  if (other == OtherPadding::kRefuse) {
    fail_to_write_mindir(node, "MindSpore's pools know the padding of SAME and VALID only");
  }
  TensorType padded = x;
  padded.shape[2] += p.top + p.bottom;
  padded.shape[3] += p.left + p.right;
  const Rows paddings{{0, 0}, {0, 0}, {p.top, p.bottom}, {p.left, p.right}};
  return {builder.add_op("Pad", node.name + ".pad", {input}, &padded,
                         {{"paddings", rows_literal(paddings)}}),
          false};
}

}  // namespace

std::string write_mindir_conv2d(MindirBuilder& builder, const Node& node) {
  require_zero_point_of_producer(builder, node);
  const auto& conv = node.as<ConvAttrs>();
  const Shape& weight = builder.type(node.inputs[1]).shape;
  const Padding& p = conv.padding;
  const auto pads = tuple_literal({p.top, p.bottom, p.left, p.right});
  std::string product = builder.add_op(
      "Conv2D", node.name, {builder.value(node.inputs[0]), builder.value(node.inputs[1])},
      &builder.result_type(node),
      {{"kernel_size", tuple_literal({weight[2], weight[3]})},
       {"mode", int_literal(1)},
       {"out_channel", int_literal(weight[0])},
       {"pad_mode", text_literal("pad")},
       {"pad", pads},
       {"pad_list", pads},
       {"stride", image_literal(conv.stride)},
       {"dilation", image_literal(conv.dilation)},
       {"group", int_literal(conv.groups)},
       {"groups", int_literal(conv.groups)},
       {"format", text_literal("NCHW")}});
  return add_mindir_bias(builder, node, std::move(product), builder.result_type(node));
}

std::string write_mindir_max_pool(MindirBuilder& builder, const Node& node) {
  const auto& pool = node.as<PoolAttrs>();
  const bool zeros_lose = is_never_negative(builder.graph(), node.inputs[0]);
  const PoolInput input = pool_input(
      builder, node, true, zeros_lose ? OtherPadding::kPadWithZeros : OtherPadding::kRefuse);
  return builder.add_op("MaxPool", node.name, {input.x}, &builder.result_type(node),
                        {{"kernel_size", image_literal(pool.kernel)},
                         {"strides", image_literal(pool.stride)},
                         {"pad_mode", text_literal(input.is_same ? "SAME" : "VALID")},
                         {"format", text_literal("NCHW")}});
}

std::string write_mindir_avg_pool(MindirBuilder& builder, const Node& node) {
  const auto& pool = node.as<PoolAttrs>();
  if (pool.count_include_pad && pool.ceil_mode) {
    fail_to_write_mindir(node, "MindSpore has no count_include_pad with ceil_mode");
  }
  const PoolInput input =
      pool_input(builder, node, !pool.count_include_pad,
                 pool.count_include_pad ? OtherPadding::kPadWithZeros : OtherPadding::kRefuse);
  std::vector<std::string> inputs{input.x};
  // Newer than MaxPool, it has its settings as inputs and numbers for SAME (1) and VALID (2).
  for (const MindirHyper& hyper :
       MindirHypers{{"kernel_size", tuple_literal({pool.kernel[0], pool.kernel[1]})},
                    {"strides", tuple_literal({pool.stride[0], pool.stride[1]})},
                    {"pad_mode", int_literal(input.is_same ? 1 : 2)},
                    {"data_format", int_literal(0)}}) {
    inputs.push_back(builder.add_literal(node, hyper));
  }
  return builder.add_op("AvgPool", node.name, std::move(inputs), &builder.result_type(node));
}

std::string write_mindir_pad(MindirBuilder& builder, const Node& node) {
  const auto& pad = node.as<PadAttrs>();
  if (pad.value != 0) fail_to_write_mindir(node, "MindSpore's Pad pads with zeros only");
  Rows paddings;
  for (size_t i = 0; i < pad.before.size(); ++i) {
    paddings.push_back({pad.before[i], pad.after[i]});
  }
  return builder.add_op("Pad", node.name, {builder.value(node.inputs[0])},
                        &builder.result_type(node), {{"paddings", rows_literal(paddings)}});
}

}  // namespace msquant
