// Writing convolution and transposed convolution.
#include "formats/mindir/mindir_write_ops.h"

namespace msquant {
namespace {

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

}  // namespace

mind_ir::AttributeProto mindir_image_literal(const Pair& pair) {
  return tuple_literal({1, 1, pair[0], pair[1]});
}

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
       {"stride", mindir_image_literal(conv.stride)},
       {"dilation", mindir_image_literal(conv.dilation)},
       {"group", int_literal(conv.groups)},
       {"groups", int_literal(conv.groups)},
       {"format", text_literal("NCHW")}});
  return add_mindir_bias(builder, node, std::move(product), builder.result_type(node));
}

// The size of the output is an input, which says what output_padding adds.
std::string write_mindir_conv_transpose(MindirBuilder& builder, const Node& node) {
  const auto& conv = node.as<ConvTransposeAttrs>();
  const Shape& weight = builder.type(node.inputs[1]).shape;
  const TensorType& result = builder.result_type(node);
  const Padding& p = conv.padding;
  const auto pads = tuple_literal({p.top, p.bottom, p.left, p.right});
  std::string product =
      builder.add_op("Conv2DTranspose", node.name,
                     {builder.value(node.inputs[0]), builder.value(node.inputs[1]),
                      builder.add_literal(node, {"input_sizes", tuple_literal(result.shape)})},
                     &result,
                     {{"kernel_size", tuple_literal({weight[2], weight[3]})},
                      {"mode", int_literal(1)},
                      {"out_channel", int_literal(weight[0])},
                      {"pad_mode", text_literal("PAD")},
                      {"pad", pads},
                      {"pad_list", pads},
                      {"stride", mindir_image_literal(conv.stride)},
                      {"dilation", mindir_image_literal(conv.dilation)},
                      {"group", int_literal(conv.groups)},
                      {"groups", int_literal(conv.groups)},
                      {"format", text_literal("NCHW")}});
  return add_mindir_bias(builder, node, std::move(product), result);
}

}  // namespace msquant
