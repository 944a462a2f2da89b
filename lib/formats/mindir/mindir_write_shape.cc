// Writing operators that move elements without changing them.
#include <algorithm>

#include "formats/mindir/mindir_formula.h"
#include "formats/mindir/mindir_types.h"
#include "formats/mindir/mindir_write_ops.h"

namespace msquant {

// To MindSpore a 0 is a dimension of no elements, so copied dimensions are spelled out.
std::string write_mindir_reshape(MindirBuilder& builder, const Node& node) {
  Shape target = node.as<ReshapeAttrs>().shape;
  const Shape& result = builder.result_type(node).shape;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0) target[i] = result[i];
  }
  return builder.add_node("Reshape", node, {{"shape", tuple_literal(target)}});
}

std::string write_mindir_flatten(MindirBuilder& builder, const Node& node) {
  if (node.as<AxisAttrs>().axis == 1) return builder.add_node("Flatten", node);
  const Shape& result = builder.result_type(node).shape;
  return builder.add_node("Reshape", node, {{"shape", tuple_literal(result)}});
}

std::string write_mindir_transpose(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Transpose", node,
                          {{"perm", tuple_literal(node.as<TransposeAttrs>().permutation)}});
}

std::string write_mindir_concat(MindirBuilder& builder, const Node& node) {
  const std::string tuple = builder.add_tuple(node.name + ".inputs", node.inputs);
  const std::string axis =
      builder.add_literal(node, {"axis", int_literal(node.as<AxisAttrs>().axis)});
  return builder.add_op("Concat", node.name, {tuple, axis}, &builder.result_type(node));
}

// Numbers other than 0 take the newer Pad, which lists the last dimension first.
std::string write_mindir_pad(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& pad = node.as<PadAttrs>();
  if (pad.value == 0) {
    std::vector<std::vector<int64_t>> paddings;
    for (size_t i = 0; i < pad.before.size(); ++i) {
      paddings.push_back({pad.before[i], pad.after[i]});
    }
    return f.last("Pad", {f.input(0)}, {{"paddings", rows_literal(paddings)}});
  }
  std::vector<int64_t> paddings;
  for (size_t i = pad.before.size(); i-- > 0;) {
    paddings.insert(paddings.end(), {pad.before[i], pad.after[i]});
  }
  return f.last("PadV3",
                {f.input(0), f.literal("paddings", tuple_literal(paddings)),
                 f.literal("constant_value", real_literal(pad.value))},
                mindir_constant_padding());
}

MindirHypers mindir_constant_padding() {
  return {{"mode", text_literal("constant")}, {"paddings_contiguous", bool_literal(true)}};
}

std::string write_mindir_slice(MindirBuilder& builder, const Node& node) {
  const auto& slice = node.as<SliceAttrs>();
  const Shape& x = builder.type(node.inputs[0]).shape;
  std::vector<int64_t> ends;
  for (size_t i = 0; i < x.size(); ++i) {
    // -1 would be the last element.
    ends.push_back(slice.end[i] < 0 ? -x[i] - 1 : std::min(slice.end[i], x[i]));
  }
  MindirHypers hypers{{"begin", tuple_literal(slice.begin)},
                      {"end", tuple_literal(ends)},
                      {"strides", tuple_literal(slice.step)}};
  for (const char* mask :
       {"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"}) {
    hypers.emplace_back(mask, int_literal(0));
  }
  return builder.add_node("StridedSlice", node, hypers);
}

std::string write_mindir_gather(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& indices = builder.graph().value(node.inputs[1]).constant;
  return f.last("Gather", {f.input(0), indices ? f.tensor("indices", *indices) : f.input(1),
                           f.literal("axis", int_literal(node.as<AxisAttrs>().axis)),
                           f.literal("batch_dims", int_literal(0))});
}

std::string write_mindir_broadcast_to(MindirBuilder& builder, const Node& node) {
  return builder.add_node("BroadcastTo", node,
                          {{"shape", tuple_literal(node.as<BroadcastAttrs>().shape)}});
}

std::string write_mindir_tile(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Tile", node,
                          {{"multiples", tuple_literal(node.as<TileAttrs>().repeats)}});
}

std::string write_mindir_cast(MindirBuilder& builder, const Node& node) {
  return builder.add_node("Cast", node,
                          {{"dst_type", int_literal(type_id_of(node.as<CastAttrs>().to))}});
}

// It does nothing, so its result is its input.
std::string write_mindir_identity(MindirBuilder& builder, const Node& node) {
  return builder.value(node.inputs[0]);
}

}  // namespace msquant
