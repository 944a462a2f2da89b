// Reading functions of elements.
#include <cmath>

#include "formats/air/air_ops.h"
#include "formats/air/ge_types.h"

namespace msquant {
namespace {

// The bound of a clip, a constant of one element.
float read_bound(AirNode& node, size_t input) {
  const Tensor& bound = node.constant(input);
  if (bound.size() != 1 || !is_floating(bound.dtype())) {
    node.unsupported("its input " + std::to_string(input) + " is not one floating-point number");
  }
  return bound.to_float32().data<float>()[0];
}

ValueId read_to_base(AirNode& node, OpKind kind) {
  const OpAttributes& attributes = node.attributes();
  if (attributes.get_float("base") != -1 || attributes.get_float("scale") != 1 ||
      attributes.get_float("shift") != 0) {
    node.unsupported("only base e without scale and shift is read");
  }
  return node.add(kind, {}, {node.input(0)});
}

}  // namespace

ValueId read_leaky_relu(AirNode& node) {
  return node.add(OpKind::kLeakyRelu, FunctionAttrs{node.attributes().get_float("negative_slope")},
                  {node.input(0)});
}

ValueId read_elu(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  if (attributes.get_float("scale") != 1 || attributes.get_float("input_scale") != 1) {
    node.unsupported("only a scale and an input_scale of 1 are read");
  }
  return node.add(OpKind::kElu, FunctionAttrs{attributes.get_float("alpha")}, {node.input(0)});
}

ValueId read_clip(AirNode& node) {
  const FunctionAttrs bounds{read_bound(node, 1), read_bound(node, 2)};
  if (!(bounds.alpha <= bounds.beta)) node.unsupported("its least value is above its largest");
  return node.add(OpKind::kClip, bounds, {node.input(0)});
}

ValueId read_hard_sigmoid(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  return node.add(OpKind::kHardSigmoid,
                  FunctionAttrs{attributes.get_float("alpha"), attributes.get_float("beta")},
                  {node.input(0)});
}

ValueId read_swish(AirNode& node) {
  if (node.attributes().get_float("scale") != 1) node.unsupported("only a scale of 1 is read");
  return node.add(OpKind::kSwish, {}, {node.input(0)});
}

ValueId read_exp(AirNode& node) { return read_to_base(node, OpKind::kExp); }
ValueId read_log(AirNode& node) { return read_to_base(node, OpKind::kLog); }

// The slopes run along dimension 1.
ValueId read_prelu(AirNode& node) {
  const Tensor slope = node.constant(1);
  Shape shape(node.shape(0).size(), 1);
  node.require(slope.size() == 1 || (shape.size() >= 2 && slope.size() == node.shape(0)[1]),
               "its slopes do not fit its input");
  if (slope.size() > 1) shape = Shape(shape.size() - 1, 1);
  if (slope.size() > 1) shape[0] = slope.size();
  const std::string& name = node.graph().value(node.input(1)).name;
  const ValueId channels = node.graph().add_constant(name, slope.reshaped(shape));
  return node.add(OpKind::kPRelu, {}, {node.input(0), channels});
}

ValueId read_cast(AirNode& node) {
  const int64_t type = node.attributes().get_int("dst_type");
  const auto dtype = dtype_of_attribute(type);
  if (!dtype) node.unsupported("its dst_type is " + std::to_string(type));
  return node.add(OpKind::kCast, CastAttrs{*dtype}, {node.input(0)});
}

}  // namespace msquant
