#include <string>

#include "base/error.h"
#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

const TensorType& type_of(const AirBuilder& builder, const Node& node) {
  return builder.graph().value(node.outputs[0]).type;
}

AirValue write_op(AirBuilder& builder, const Node& node, const std::string& type,
                  const AirAttributes& attributes, std::vector<AirValue> extra_inputs = {}) {
  std::vector<AirValue> inputs;
  for (ValueId input : node.inputs) inputs.push_back(builder.value(input));
  inputs.insert(inputs.end(), extra_inputs.begin(), extra_inputs.end());
  return builder.add_op(type, node.name, inputs, attributes, {type_of(builder, node)});
}

AirValue literal(AirBuilder& builder, const Node& node, const std::string& what,
                 const std::vector<int64_t>& values) {
  return builder.add_constant(node.name + "." + what,
                              Tensor::from({static_cast<int64_t>(values.size())}, values));
}

AirValue write_bias_add(AirBuilder& builder, const Node& node) {
  return write_op(builder, node, "BiasAdd", {{"data_format", string_attribute("NCHW")}});
}

// The statistics that it also returns are of no use in inference, but an output that the prototype
// names must be described.
AirValue write_batch_norm(AirBuilder& builder, const Node& node) {
  std::vector<AirValue> inputs;
  for (ValueId input : node.inputs) inputs.push_back(builder.value(input));
  const TensorType& statistic = inputs[1].type;
  return builder.add_op(
      "BatchNorm", node.name, inputs,
      {{"epsilon", float_attribute(node.as<BatchNormAttrs>().epsilon)},
       {"data_format", string_attribute("NCHW")},
       {"is_training", bool_attribute(false)}},
      {type_of(builder, node), statistic, statistic, statistic, statistic, statistic});
}

AirValue write_softmax(AirBuilder& builder, const Node& node) {
  return write_op(builder, node, "SoftmaxV2",
                  {{"axes", ints_attribute({node.as<AxisAttrs>().axis})}});
}

AirValue write_reduce_mean(AirBuilder& builder, const Node& node) {
  const auto& attributes = node.as<ReduceAttrs>();
  return write_op(builder, node, "ReduceMean",
                  {{"keep_dims", bool_attribute(attributes.keep_dims)}},
                  {literal(builder, node, "axes", attributes.axes)});
}

// GE takes a 0 of the target shape for an empty dimension, so copied dimensions are spelled out.
AirValue write_reshape(AirBuilder& builder, const Node& node) {
  Shape target = node.as<ReshapeAttrs>().shape;
  const Shape& shape = type_of(builder, node).shape;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0) target[i] = shape[i];
  }
  return write_op(builder, node, "Reshape",
                  {{"axis", int_attribute(0)}, {"num_axes", int_attribute(-1)}},
                  {literal(builder, node, "shape", target)});
}

AirValue write_flatten(AirBuilder& builder, const Node& node) {
  return write_op(builder, node, "Flatten", {{"axis", int_attribute(node.as<AxisAttrs>().axis)}});
}

AirValue write_transpose(AirBuilder& builder, const Node& node) {
  return write_op(builder, node, "Transpose", {},
                  {literal(builder, node, "perm", node.as<TransposeAttrs>().permutation)});
}

AirValue write_concat(AirBuilder& builder, const Node& node) {
  return write_op(builder, node, "ConcatD",
                  {{"concat_dim", int_attribute(node.as<AxisAttrs>().axis)},
                   {"N", int_attribute(static_cast<int64_t>(node.inputs.size()))}});
}

AirValue write_pad(AirBuilder& builder, const Node& node) {
  const auto& attributes = node.as<PadAttrs>();
  if (attributes.value != 0) fail_to_write(node, "GE's PadD pads with zeros only");
  std::vector<std::vector<int64_t>> paddings;
  for (size_t i = 0; i < attributes.before.size(); ++i) {
    paddings.push_back({attributes.before[i], attributes.after[i]});
  }
  return write_op(builder, node, "PadD", {{"paddings", int_lists_attribute(paddings)}});
}

AirValue write_cast(AirBuilder& builder, const Node& node) {
  return write_op(builder, node, "Cast",
                  {{"dst_type", int_attribute(attribute_type(node.as<CastAttrs>().to))}});
}

AirValue write_any(AirBuilder& builder, const Node& node) {
  switch (node.kind) {
    case OpKind::kConv2d:
      return write_convolution(builder, node);
    case OpKind::kMatMul:
      return write_matmul(builder, node);
    case OpKind::kBiasAdd:
      return write_bias_add(builder, node);
    case OpKind::kBatchNorm:
      return write_batch_norm(builder, node);
    case OpKind::kRelu:
      return write_op(builder, node, "Relu", {});
    case OpKind::kRelu6:
      return write_op(builder, node, "Relu6", {});
    case OpKind::kSigmoid:
      return write_op(builder, node, "Sigmoid", {});
    case OpKind::kSoftmax:
      return write_softmax(builder, node);
    case OpKind::kAdd:
      return write_op(builder, node, "Add", {});
    case OpKind::kSub:
      return write_op(builder, node, "Sub", {});
    case OpKind::kMul:
      return write_op(builder, node, "Mul", {});
    case OpKind::kDiv:
      return write_op(builder, node, "RealDiv", {});
    case OpKind::kMaxPool:
      return write_max_pool(builder, node);
    case OpKind::kAvgPool:
      return write_avg_pool(builder, node);
    case OpKind::kReduceMean:
      return write_reduce_mean(builder, node);
    case OpKind::kReshape:
      return write_reshape(builder, node);
    case OpKind::kFlatten:
      return write_flatten(builder, node);
    case OpKind::kTranspose:
      return write_transpose(builder, node);
    case OpKind::kConcat:
      return write_concat(builder, node);
    case OpKind::kPad:
      return write_pad(builder, node);
    case OpKind::kCast:
      return write_cast(builder, node);
    case OpKind::kIdentity:
      return write_op(builder, node, "Identity", {});
    case OpKind::kFakeQuant:
      fail_to_write(node, "GE cannot simulate quantization");
    case OpKind::kQuantize:
      return write_quantize(builder, node);
    case OpKind::kDequantize:
      return write_dequantize(builder, node);
    default:
      fail_to_write(node, "msquant does not know how GE spells it");
  }
}

}  // namespace

void write_node(AirBuilder& builder, const Node& node) {
  builder.set_value(node.outputs[0], write_any(builder, node));
}

void fail_to_write(const Node& node, const std::string& because) {
  throw Error(ErrorKind::kUnsupported, "AIR cannot express an operator",
              "node '" + node.name + "' (" + std::string(name_of(node.kind)) + ")", because);
}

std::vector<int64_t> image_list(const Pair& pair) { return {1, 1, pair[0], pair[1]}; }

std::vector<int64_t> padding_list(const Padding& padding) {
  return {padding.top, padding.bottom, padding.left, padding.right};
}

}  // namespace msquant
