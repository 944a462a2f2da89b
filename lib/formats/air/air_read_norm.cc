// Reading normalization and reductions.
#include <algorithm>

#include "formats/air/air_ops.h"

namespace msquant {

ValueId read_batch_norm(AirNode& node) {
  node.require_nchw();
  if (node.attributes().get_bool("is_training")) node.unsupported("it is in training mode");
  return node.add(OpKind::kBatchNorm, BatchNormAttrs{node.attributes().get_float("epsilon")},
                  {node.input(0), node.input(1), node.input(2), node.input(3), node.input(4)});
}

ValueId read_layer_norm(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  const int64_t axis = node.normalized_axis(attributes.get_int("begin_norm_axis"));
  if (node.normalized_axis(attributes.get_int("begin_params_axis")) != axis) {
    node.unsupported("its begin_params_axis is not its begin_norm_axis");
  }
  return node.add(OpKind::kLayerNorm, LayerNormAttrs{axis, attributes.get_float("epsilon")},
                  {node.input(0), node.input(1), node.input(2)});
}

ValueId read_softmax(AirNode& node) {
  const std::vector<int64_t> axes = node.attributes().get_ints("axes");
  if (axes.size() != 1) node.unsupported("it has " + std::to_string(axes.size()) + " axes");
  return node.add(OpKind::kSoftmax, AxisAttrs{node.normalized_axis(axes[0])}, {node.input(0)});
}

// ReduceMean, ReduceSum, ReduceMax with their axes as an input or, if a D follows, as an attribute.
ValueId read_reduce(AirNode& node) {
  const std::string what = node.type().substr(6);
  const bool is_d = what.back() == 'D';
  std::vector<int64_t> axes = is_d ? node.attributes().get_ints("axes") : node.constant_ints(1);
  for (int64_t& axis : axes) axis = node.normalized_axis(axis);
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  if (axes.empty()) node.unsupported("it reduces no axes");
  const OpKind kind = what.compare(0, 4, "Mean") == 0  ? OpKind::kReduceMean
                      : what.compare(0, 3, "Sum") == 0 ? OpKind::kReduceSum
                                                       : OpKind::kReduceMax;
  return node.add(kind, ReduceAttrs{axes, node.attributes().get_bool("keep_dims")},
                  {node.input(0)});
}

}  // namespace msquant
