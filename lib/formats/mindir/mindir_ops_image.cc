// Operators that give an image another size.
#include "formats/mindir/mindir_ops.h"

namespace msquant {
namespace {

Pair size_of(const MindirNode& node, Hyper hyper) {
  const auto size = node.required_integers(hyper);
  if (size.size() != 1 && size.size() != 2) {
    node.fail("its '" + std::string(hyper.name) + "' has " + std::to_string(size.size()) +
              " elements");
  }
  return {size.front(), size.back()};
}

ResizeAttrs resize_attributes(const MindirNode& node, Hyper size) {
  ResizeAttrs attrs;
  attrs.size = size_of(node, size);
  if (node.is_true({"align_corners", 2})) attrs.coordinates = ResizeCoordinates::kAlignCorners;
  if (node.is_true({"half_pixel_centers", 3})) attrs.coordinates = ResizeCoordinates::kHalfPixel;
  return attrs;
}

}  // namespace

Operand lower_resize_nearest(MindirNode& node) {
  ResizeAttrs attrs = resize_attributes(node, {"size", 1});
  // Of half pixels it is floor((i + 0.5) / scale).
  if (attrs.coordinates != ResizeCoordinates::kAsymmetric) {
    attrs.rounding = ResizeRounding::kHalfUp;
  }
  return node.add_op(OpKind::kResize, attrs, {node.tensor(0)});
}

Operand lower_resize_bilinear(MindirNode& node) {
  ResizeAttrs attrs = resize_attributes(node, {"size", 1});
  attrs.mode = ResizeMode::kBilinear;
  return node.add_op(OpKind::kResize, attrs, {node.tensor(0)});
}

Operand lower_adaptive_avg_pool(MindirNode& node) {
  const ValueId x = node.tensor(0);
  Pair size = size_of(node, {"output_size", 1});
  const Shape& shape = node.type(x).shape;
  // None, written as -1 or 0, keeps the size.
  for (size_t i = 0; i < 2; ++i) {
    if (size[i] <= 0 && shape.size() == 4) size[i] = shape[2 + i];
  }
  return node.add_op(OpKind::kAdaptiveAvgPool, AdaptivePoolAttrs{size}, {x});
}

}  // namespace msquant
