// Transposed convolutions, and depthwise ones, which msquant itself writes as Conv2D with groups.
#include "formats/air/air_ops.h"

namespace msquant {
namespace {

ConvTransposeAttrs read_window(AirNode& node) {
  node.require_nchw();
  ConvTransposeAttrs conv;
  conv.stride = node.get_image_pair("strides");
  conv.padding = node.get_padding("pads");
  conv.dilation = node.get_image_pair("dilations");
  conv.groups = node.attributes().get_int("groups");
  const std::vector<int64_t> extra = node.attributes().get_ints("output_padding");
  node.require(extra.size() == 4 && extra[0] == 0 && extra[1] == 0,
               "its output_padding is " + to_string(extra));
  conv.output_padding = {extra[2], extra[3]};
  return conv;
}

}  // namespace

AirValue write_conv_transpose(AirBuilder& builder, const Node& node, const char* type) {
  const auto& conv = node.as<ConvTransposeAttrs>();
  return write_op(
      builder, node, type,
      {{"input_size", ints_attribute(result_type(builder, node).shape)},
       {"strides", ints_attribute(image_list(conv.stride))},
       {"pads", ints_attribute(padding_list(conv.padding))},
       {"dilations", ints_attribute(image_list(conv.dilation))},
       {"groups", int_attribute(conv.groups)},
       {"data_format", string_attribute("NCHW")},
       {"output_padding", ints_attribute({0, 0, conv.output_padding[0], conv.output_padding[1]})},
       {"offset_x", int_attribute(0)}});
}

ValueId read_conv_transpose(AirNode& node) {
  if (node.has_input(3) || node.attributes().get_int("offset_x") != 0) {
    node.unsupported("it is quantized");
  }
  std::vector<ValueId> inputs{node.input(0), node.input(1)};
  if (node.has_input(2)) inputs.push_back(node.input(2));
  const ValueId result = node.add(OpKind::kConvTranspose2d, read_window(node), inputs);
  const Shape& shape = node.graph().value(result).type.shape;
  const std::vector<int64_t> expected = node.attributes().get_ints("input_size");
  node.require(shape == expected, "its input_size is " + to_string(expected) +
                                      ", its attributes give " + to_string(shape));
  return result;
}

// The weight [1, C, kh, kw], of one filter for each channel, is [C, 1, kh, kw] in a graph.
ValueId read_depthwise_convolution(AirNode& node) {
  node.require_nchw();
  if (node.has_input(3) || node.attributes().get_int("offset_x") != 0) {
    node.unsupported("it sets its offsets itself instead of leaving that to GE");
  }
  Tensor weight = node.constant(1);
  const Shape shape = weight.shape();
  if (shape.size() != 4 || (shape[0] != 1 && shape[1] != 1)) {
    node.unsupported("its weight " + to_string(shape) + " has several filters for a channel");
  }
  const int64_t channels = shape[0] * shape[1];
  const std::string& name = node.graph().value(node.input(1)).name;
  ConvAttrs conv;
  conv.stride = node.get_image_pair("strides");
  conv.padding = node.get_padding("pads");
  conv.dilation = node.get_image_pair("dilations");
  conv.groups = channels;
  const Node* producer = node.producer(0);
  if (producer != nullptr && producer->kind == OpKind::kQuantize) {
    conv.x_zero_point = producer->as<QuantizeAttrs>().zero_point;
  }
  const ValueId filters =
      node.graph().add_constant(name, weight.reshaped({channels, 1, shape[2], shape[3]}));
  std::vector<ValueId> inputs{node.input(0), filters};
  if (node.has_input(2)) inputs.push_back(node.input(2));
  return node.add(OpKind::kConv2d, conv, inputs);
}

}  // namespace msquant
