// Normalization.
#include "formats/mindir/mindir_ops.h"

namespace msquant {

Operand lower_batch_norm(MindirNode& node) {
  if (node.is_true({"is_training", 5})) {
    node.unsupported("it is in training mode", "call set_train(False) before the export");
  }
  node.require_nchw({"format"});
  node.require_nchw({"data_format", 8});
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < 5; ++i) inputs.push_back(node.tensor(i));
  const BatchNormAttrs attrs{node.real({"epsilon", 6}).value_or(1e-5f)};
  // The other results are statistics for training.
  return Operand::of(std::vector{node.add_layer(OpKind::kBatchNorm, attrs, std::move(inputs))});
}

Operand lower_layer_norm(MindirNode& node) {
  const ValueId x = node.tensor(0), gamma = node.tensor(1);
  const int64_t rank = node.rank(x);
  const LayerNormAttrs attrs{
      node.normalize_axis(node.integer({"begin_norm_axis", 3}).value_or(1), rank),
      node.real({"epsilon", 5}).value_or(1e-7f)};
  const int64_t parameters =
      node.normalize_axis(node.integer({"begin_params_axis", 4}).value_or(1), rank);
  if (parameters != attrs.axis) node.unsupported("its gamma varies along other dimensions");
  // The other results are the statistics.
  return Operand::of(
      std::vector{node.add_layer(OpKind::kLayerNorm, attrs, {x, gamma, node.tensor(2)})});
}

Operand lower_layer_norm_ext(MindirNode& node) {
  const ValueId x = node.tensor(0), gamma = node.tensor(2);
  const LayerNormAttrs attrs{node.rank(x) - node.rank(gamma),
                             node.real({"eps", 4}).value_or(1e-5f)};
  return Operand::of(
      std::vector{node.add_layer(OpKind::kLayerNorm, attrs, {x, gamma, node.tensor(3)})});
}

Operand lower_group_norm(MindirNode& node) {
  const GroupNormAttrs attrs{node.required_integer({"num_groups", 1}),
                             node.real({"eps", 4}).value_or(1e-5f)};
  return Operand::of(std::vector{
      node.add_layer(OpKind::kGroupNorm, attrs, {node.tensor(0), node.tensor(2), node.tensor(3)})});
}

Operand lower_instance_norm(MindirNode& node) {
  if (node.is_true({"is_training"})) {
    node.unsupported("it is in training mode", "call set_train(False) before the export");
  }
  const ValueId x = node.tensor(0), gamma = node.tensor(1);
  const int64_t channels = node.rank(gamma) == 1 ? node.type(gamma).shape[0] : 0;
  const GroupNormAttrs attrs{channels, node.real({"epsilon"}).value_or(1e-5f)};
  return Operand::of(
      std::vector{node.add_layer(OpKind::kGroupNorm, attrs, {x, gamma, node.tensor(2)})});
}

}  // namespace msquant
