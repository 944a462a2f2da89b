// Normalization.
#include "formats/onnx/onnx_ops.h"

namespace msquant {
namespace {

// One number for each group, as GroupNormalization has them before opset 21, for each channel.
ValueId spread_groups(OnnxNode& node, size_t i, int64_t groups, int64_t channels) {
  if (node.opset() >= 21 || node.shape(i) == Shape{channels}) return node.value(i);
  if (node.shape(i) != Shape{groups}) node.fail("its scale or bias does not fit its groups");
  const ValueId column = node.reshaped(i, {groups, 1});
  const BroadcastAttrs rows{{groups, channels / groups}};
  const ValueId spread = node.add_op(OpKind::kBroadcastTo, rows, {column}).value;
  return node.add_op(OpKind::kReshape, ReshapeAttrs{{channels}}, {spread}).value;
}

int64_t channels_of(const OnnxNode& node) {
  if (node.rank(0) < 3) node.fail("its input has shape " + to_string(node.shape(0)));
  return node.shape(0)[1];
}

}  // namespace

OnnxOperand lower_batch_normalization(OnnxNode& node) {
  // Before opset 14 a node said so by having more than one result.
  const bool has_statistics = node.opset() < 14 && node.proto().output_size() > 1;
  if (node.is_true({"training_mode"}) || has_statistics) {
    node.unsupported("it is in training mode: export the model in evaluation mode");
  }
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < 5; ++i) inputs.push_back(node.value(i));
  const BatchNormAttrs attrs{node.real({"epsilon"}).value_or(1e-5f)};
  return node.add_layer(OpKind::kBatchNorm, attrs, std::move(inputs));
}

OnnxOperand lower_layer_normalization(OnnxNode& node) {
  const LayerNormAttrs attrs{node.normalize_axis(node.integer({"axis"}).value_or(-1), node.rank(0)),
                             node.real({"epsilon"}).value_or(1e-5f)};
  const ValueId beta = node.has(2)
                           ? node.value(2)
                           : node.add_constant(node.operand(1).name + ".zero",
                                               Tensor::allocate(node.type(1).dtype, node.shape(1)));
  return node.add_layer(OpKind::kLayerNorm, attrs, {node.value(0), node.value(1), beta});
}

OnnxOperand lower_instance_normalization(OnnxNode& node) {
  const GroupNormAttrs attrs{channels_of(node), node.real({"epsilon"}).value_or(1e-5f)};
  return node.add_layer(OpKind::kGroupNorm, attrs, {node.value(0), node.value(1), node.value(2)});
}

OnnxOperand lower_group_normalization(OnnxNode& node) {
  const int64_t channels = channels_of(node);
  const GroupNormAttrs attrs{node.integer({"num_groups"}).value_or(0),
                             node.real({"epsilon"}).value_or(1e-5f)};
  if (attrs.groups < 1 || channels % attrs.groups != 0) {
    node.fail(std::to_string(channels) + " channels do not make " + std::to_string(attrs.groups) +
              " groups");
  }
  const ValueId gamma = spread_groups(node, 1, attrs.groups, channels);
  const ValueId beta = spread_groups(node, 2, attrs.groups, channels);
  return node.add_layer(OpKind::kGroupNorm, attrs, {node.value(0), gamma, beta});
}

}  // namespace msquant
