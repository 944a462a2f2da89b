// Writing normalization and reductions.
#include "formats/mindir/mindir_formula.h"
#include "formats/mindir/mindir_write_ops.h"

namespace msquant {

// Normalizations also return statistics, so their result is the first of a tuple.

std::string write_mindir_batch_norm(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const float epsilon = node.as<BatchNormAttrs>().epsilon;
  return f.first_of(
      "BatchNorm",
      {f.input(0), f.input(1), f.input(2), f.input(3), f.input(4),
       f.literal("is_training", bool_literal(false)), f.literal("epsilon", real_literal(epsilon)),
       f.literal("momentum", real_literal(0.1f)), f.literal("data_format", int_literal(0))});
}

std::string write_mindir_layer_norm(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& norm = node.as<LayerNormAttrs>();
  return f.first_of("LayerNorm", {f.input(0), f.input(1), f.input(2),
                                  f.literal("begin_norm_axis", int_literal(norm.axis)),
                                  f.literal("begin_params_axis", int_literal(norm.axis)),
                                  f.literal("epsilon", real_literal(norm.epsilon))});
}

std::string write_mindir_group_norm(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& norm = node.as<GroupNormAttrs>();
  return f.first_of("GroupNorm",
                    {f.input(0), f.literal("num_groups", int_literal(norm.groups)), f.input(1),
                     f.input(2), f.literal("eps", real_literal(norm.epsilon))});
}

std::string write_mindir_softmax(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Softmax", node, {{"axis", tuple_literal({node.as<AxisAttrs>().axis})}});
}

std::string write_mindir_reduce(MindirBuilder& builder, const Node& node) {
  const auto& reduce = node.as<ReduceAttrs>();
  // To MindSpore no axis means all of them.
  if (reduce.axes.empty()) return builder.value(node.inputs[0]);
  MindirHypers hypers{{"axis", tuple_literal(reduce.axes)},
                      {"keep_dims", bool_literal(reduce.keep_dims)}};
  if (node.kind == OpKind::kReduceSum) hypers.emplace_back("skip_mode", bool_literal(false));
  const char* primitive = node.kind == OpKind::kReduceSum   ? "ReduceSum"
                          : node.kind == OpKind::kReduceMax ? "ReduceMax"
                                                            : "ReduceMean";
  return builder.add_node(primitive, node, hypers);
}

}  // namespace msquant
