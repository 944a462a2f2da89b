// Writing operators that move elements.
#include <algorithm>

#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

using Rows = std::vector<std::vector<int64_t>>;

Rows rows_of(const PadAttrs& pad) {
  Rows rows;
  for (size_t i = 0; i < pad.before.size(); ++i) rows.push_back({pad.before[i], pad.after[i]});
  return rows;
}

AirValue write_rows(AirBuilder& builder, const std::string& name, const Rows& rows) {
  std::vector<int64_t> flat;
  for (const auto& row : rows) flat.insert(flat.end(), row.begin(), row.end());
  return builder.add_constant(name, Tensor::from({static_cast<int64_t>(rows.size()), 2}, flat));
}

}  // namespace

// GE takes a 0 of the target shape for an empty dimension, so copied dimensions are spelled out.
AirValue write_reshape(AirBuilder& builder, const Node& node, const char* /*type*/) {
  Shape target = node.as<ReshapeAttrs>().shape;
  const Shape& shape = result_type(builder, node).shape;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0) target[i] = shape[i];
  }
  return write_reshape_to(builder, node.name, builder.value(node.inputs[0]), shape, target);
}

AirValue write_flatten(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type, {{"axis", int_attribute(node.as<AxisAttrs>().axis)}});
}

AirValue write_transpose(AirBuilder& builder, const Node& node, const char* type) {
  const auto& permutation = node.as<TransposeAttrs>().permutation;
  return write_op(builder, node, type, {},
                  {write_integers(builder, node.name + ".perm", permutation)});
}

AirValue write_concat(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type,
                  {{"concat_dim", int_attribute(node.as<AxisAttrs>().axis)},
                   {"N", int_attribute(static_cast<int64_t>(node.inputs.size()))}});
}

// PadD knows zeros and few element types.
AirValue write_pad(AirBuilder& builder, const Node& node, const char* type) {
  const auto& pad = node.as<PadAttrs>();
  const DType dtype = result_type(builder, node).dtype;
  if (pad.value == 0 && find_prototype(type)->inputs[0].accepts(descriptor_type(dtype))) {
    return write_op(builder, node, type, {{"paddings", int_lists_attribute(rows_of(pad))}});
  }
  return write_op(builder, node, "PadV2", {},
                  {write_rows(builder, node.name + ".paddings", rows_of(pad)),
                   write_number(builder, node.name + ".value", dtype, pad.value)});
}

// The end before the first element, to which a slice with a negative step may run, has no number:
// a bit of end_mask says it.
AirValue write_slice(AirBuilder& builder, const Node& node, const char* type) {
  const auto& slice = node.as<SliceAttrs>();
  const Shape& shape = builder.graph().value(node.inputs[0]).type.shape;
  std::vector<int64_t> begin, end;
  int64_t end_mask = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    begin.push_back(std::min(slice.begin[i], shape[i]));
    end.push_back(std::clamp<int64_t>(slice.end[i], 0, shape[i]));
    if (slice.end[i] < 0) end_mask |= int64_t{1} << i;
  }
  return write_op(builder, node, type,
                  {{"begin_mask", int_attribute(0)},
                   {"end_mask", int_attribute(end_mask)},
                   {"ellipsis_mask", int_attribute(0)},
                   {"new_axis_mask", int_attribute(0)},
                   {"shrink_axis_mask", int_attribute(0)}},
                  {write_integers(builder, node.name + ".begin", begin),
                   write_integers(builder, node.name + ".end", end),
                   write_integers(builder, node.name + ".strides", slice.step)});
}

AirValue write_gather(AirBuilder& builder, const Node& node, const char* type) {
  const Tensor axis = Tensor::from<int64_t>({}, {node.as<AxisAttrs>().axis});
  return write_op(builder, node, type, {}, {builder.add_constant(node.name + ".axis", axis)});
}

AirValue write_broadcast(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(
      builder, node, type, {},
      {write_integers(builder, node.name + ".shape", result_type(builder, node).shape)});
}

AirValue write_tile(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(
      builder, node, type, {},
      {write_integers(builder, node.name + ".multiples", node.as<TileAttrs>().repeats)});
}

}  // namespace msquant
