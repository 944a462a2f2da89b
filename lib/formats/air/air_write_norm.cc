// Writing normalization and reductions.
#include <algorithm>

#include "formats/air/air_ops.h"
#include "formats/numbers.h"

namespace msquant {
namespace {

// The shape of means over the dimensions from `axis` on.
Shape statistic_shape(Shape shape, int64_t axis) {
  std::fill(shape.begin() + axis, shape.end(), 1);
  return shape;
}

AirValue add_layer_norm(AirBuilder& builder, const std::string& name,
                        const std::vector<AirValue>& inputs, int64_t axis, float epsilon) {
  const TensorType& x = inputs[0].type;
  const TensorType statistic{x.dtype, statistic_shape(x.shape, axis)};
  return builder.add_op("LayerNorm", name, inputs,
                        {{"begin_norm_axis", int_attribute(axis)},
                         {"begin_params_axis", int_attribute(axis)},
                         {"epsilon", float_attribute(epsilon)}},
                        {x, statistic, statistic});
}

// The statistics that it also returns are of no use in inference, but an output that the prototype
// names must be described.
AirValue add_batch_norm(AirBuilder& builder, const Node& node, const std::string& name,
                        std::vector<AirValue> inputs) {
  const TensorType x = inputs[0].type, statistic = inputs[1].type;
  return builder.add_op("BatchNorm", name, inputs,
                        {{"epsilon", float_attribute(node.as<BatchNormAttrs>().epsilon)},
                         {"data_format", string_attribute("NCHW")},
                         {"is_training", bool_attribute(false)}},
                        {x, statistic, statistic, statistic, statistic, statistic});
}

Shape with_first_from_batch(Shape shape) {
  shape[0] = -1;
  return shape;
}

}  // namespace

AirValue write_bias_add(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type, {{"data_format", string_attribute("NCHW")}});
}

// GE's takes images, so other ranks become images of as many channels.
AirValue write_batch_norm(AirBuilder& builder, const Node& node, const char* /*type*/) {
  std::vector<AirValue> inputs;
  for (ValueId input : node.inputs) inputs.push_back(builder.value(input));
  const Shape shape = inputs[0].type.shape;
  if (shape.size() == 4) return add_batch_norm(builder, node, node.name, inputs);
  const int64_t rest = element_count(Shape(shape.begin() + 2, shape.end()));
  const Shape image{shape[0], shape[1], rest, 1};
  inputs[0] = write_reshape_to(builder, node.name + ".image", inputs[0], image,
                               with_first_from_batch(image));
  const AirValue normalized = add_batch_norm(builder, node, node.name, inputs);
  return write_reshape_to(builder, node.name + ".result", normalized, shape,
                          with_first_from_batch(shape));
}

AirValue write_layer_norm(AirBuilder& builder, const Node& node, const char* /*type*/) {
  std::vector<AirValue> inputs;
  for (ValueId input : node.inputs) inputs.push_back(builder.value(input));
  const auto& norm = node.as<LayerNormAttrs>();
  return add_layer_norm(builder, node.name, inputs, norm.axis, norm.epsilon);
}

// GE's GroupNorm changed its inputs and outputs between versions, its LayerNorm did not: the groups
// are normalized as rows, then scaled by channel.
AirValue write_group_norm(AirBuilder& builder, const Node& node, const char* /*type*/) {
  const auto& norm = node.as<GroupNormAttrs>();
  const AirValue x = builder.value(node.inputs[0]);
  const TensorType& type = x.type;
  const int64_t row = element_count(Shape(type.shape.begin() + 1, type.shape.end())) / norm.groups;
  const Shape rows{type.shape[0], norm.groups, row};
  const AirValue grouped =
      write_reshape_to(builder, node.name + ".groups", x, rows, {-1, norm.groups, row});
  const auto vector = [&](const char* what, float value) {
    return builder.add_constant(node.name + what, filled_tensor(type.dtype, {row}, value));
  };
  const AirValue normalized =
      add_layer_norm(builder, node.name + ".rows",
                     {grouped, vector(".ones", 1), vector(".zeros", 0)}, 2, norm.epsilon);
  const AirValue image = write_reshape_to(builder, node.name + ".image", normalized, type.shape,
                                          with_first_from_batch(type.shape));
  const AirValue scaled = builder.add_op("Mul", node.name + ".scaled",
                                         {image, write_channels(builder, node, 1)}, {}, {type});
  return builder.add_op("Add", node.name, {scaled, write_channels(builder, node, 2)}, {}, {type});
}

AirValue write_softmax(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type, {{"axes", ints_attribute({node.as<AxisAttrs>().axis})}});
}

// Versions of GE disagree on whether no axes are none or all.
AirValue write_reduce(AirBuilder& builder, const Node& node, const char* type) {
  const auto& reduce = node.as<ReduceAttrs>();
  if (reduce.axes.empty()) return write_op(builder, node, "Identity", {});
  return write_op(builder, node, type, {{"keep_dims", bool_attribute(reduce.keep_dims)}},
                  {write_integers(builder, node.name + ".axes", reduce.axes)});
}

}  // namespace msquant
