// Writing functions of elements. Where GE's operator of a name computes something else, several
// operators stand for the function.
#include <cmath>

#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

// One step of a function that takes several operators.
AirValue write_step(AirBuilder& builder, const std::string& name, const std::string& type,
                    const std::vector<AirValue>& inputs, const TensorType& result) {
  return builder.add_op(type, name, inputs, {}, {result});
}

// GE's PRelu has one slope, or one for each channel.
bool is_slope_of_channels(const Shape& slope, const Shape& x) {
  if (element_count(slope) == 1) return slope.size() <= x.size();
  if (x.size() < 2 || slope.size() > x.size() || slope.size() + 1 < x.size()) return false;
  const size_t channel = slope.size() + 1 - x.size();
  return slope[channel] == x[1] && element_count(slope) == x[1];
}

// x < 0 ? slope * x : x, for slopes of any shape.
AirValue write_prelu_steps(AirBuilder& builder, const Node& node) {
  const AirValue x = builder.value(node.inputs[0]), slope = builder.value(node.inputs[1]);
  const TensorType& y = result_type(builder, node);
  const AirValue zero = write_number(builder, node.name + ".zero", x.type.dtype, 0);
  const AirValue above = write_step(builder, node.name + ".above", "Relu", {x}, x.type);
  const AirValue below = write_step(builder, node.name + ".below", "Minimum", {x, zero}, x.type);
  const AirValue scaled = write_step(builder, node.name + ".scaled", "Mul", {below, slope}, y);
  return write_step(builder, node.name, "Add", {above, scaled}, y);
}

}  // namespace

AirValue write_leaky_relu(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type,
                  {{"negative_slope", float_attribute(node.as<FunctionAttrs>().alpha)}});
}

AirValue write_elu(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type,
                  {{"alpha", float_attribute(node.as<FunctionAttrs>().alpha)}});
}

// The order in which ClipByValue applies bounds that contradict each other is not documented.
AirValue write_clip(AirBuilder& builder, const Node& node, const char* type) {
  const auto& bounds = node.as<FunctionAttrs>();
  const DType dtype = result_type(builder, node).dtype;
  const AirValue low = write_number(builder, node.name + ".min", dtype, bounds.alpha);
  const AirValue high = write_number(builder, node.name + ".max", dtype, bounds.beta);
  if (bounds.alpha <= bounds.beta) return write_op(builder, node, type, {}, {low, high});
  const AirValue x = builder.value(node.inputs[0]);
  const AirValue raised = write_step(builder, node.name + ".raised", "Maximum", {x, low}, x.type);
  return write_step(builder, node.name, "Minimum", {raised, high}, x.type);
}

AirValue write_hard_sigmoid(AirBuilder& builder, const Node& node, const char* type) {
  const auto& line = node.as<FunctionAttrs>();
  return write_op(builder, node, type,
                  {{"alpha", float_attribute(line.alpha)}, {"beta", float_attribute(line.beta)}});
}

// GE's Gelu is the approximation with tanh. The exact one is x * (erf(x / √2) + 1) / 2.
AirValue write_gelu(AirBuilder& builder, const Node& node, const char* type) {
  const AirValue x = builder.value(node.inputs[0]);
  const auto number = [&](const char* what, double value) {
    return write_number(builder, node.name + what, x.type.dtype, static_cast<float>(value));
  };
  const auto step = [&](const char* what, const char* op, const AirValue& a, const AirValue& b) {
    return write_step(builder, node.name + what, op, {a, b}, x.type);
  };
  const AirValue scaled = step(".scaled", "Mul", x, number(".root", M_SQRT1_2));
  const AirValue erf = write_step(builder, node.name + ".erf", type, {scaled}, x.type);
  const AirValue raised = step(".raised", "Add", erf, number(".one", 1));
  const AirValue product = step(".product", "Mul", x, raised);
  return step("", "Mul", product, number(".half", 0.5));
}

AirValue write_prelu(AirBuilder& builder, const Node& node, const char* type) {
  const AirValue x = builder.value(node.inputs[0]);
  const Value& slope = builder.graph().value(node.inputs[1]);
  if (!slope.constant || !is_slope_of_channels(slope.type.shape, x.type.shape)) {
    return write_prelu_steps(builder, node);
  }
  const AirValue weight =
      builder.add_constant(slope.name, slope.constant->reshaped({slope.constant->size()}));
  return builder.add_op(type, node.name, {x, weight}, {}, {result_type(builder, node)});
}

AirValue write_cast(AirBuilder& builder, const Node& node, const char* type) {
  return write_op(builder, node, type,
                  {{"dst_type", int_attribute(attribute_type(node.as<CastAttrs>().to))}});
}

}  // namespace msquant
