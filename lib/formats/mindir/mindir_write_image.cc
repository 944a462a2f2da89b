// Writing operators that give an image another size.
#include "formats/mindir/mindir_formula.h"
#include "formats/mindir/mindir_write_ops.h"
#include "formats/numbers.h"
#include "graph/resize_sources.h"

namespace msquant {
namespace {

// Whether the scales are those of the sizes, as MindSpore takes them.
bool has_scales_of_sizes(const ResizeAttrs& resize, const Shape& x) {
  for (size_t i = 0; i < 2; ++i) {
    const double scaled = static_cast<double>(x[2 + i]) * double{resize.scale[i]};
    if (resize.scale[i] > 0 && scaled != static_cast<double>(resize.size[i])) return false;
  }
  return true;
}

// The coordinates that MindSpore would call so; it has no others.
ResizeCoordinates plain_coordinates(const ResizeAttrs& resize) {
  const bool is_half_pixel = resize.coordinates == ResizeCoordinates::kPytorchHalfPixel &&
                             resize.size[0] > 1 && resize.size[1] > 1;
  return is_half_pixel ? ResizeCoordinates::kHalfPixel : resize.coordinates;
}

// Nullptr if it has none that computes the same.
const char* resize_primitive(const ResizeAttrs& resize, const Shape& x) {
  const ResizeCoordinates coordinates = plain_coordinates(resize);
  if (!has_scales_of_sizes(resize, x) || coordinates == ResizeCoordinates::kPytorchHalfPixel) {
    return nullptr;
  }
  if (resize.mode == ResizeMode::kBilinear) return "ResizeBilinearV2";
  const ResizeRounding rounding = coordinates == ResizeCoordinates::kAsymmetric
                                      ? ResizeRounding::kFloor
                                      : ResizeRounding::kHalfUp;
  return resize.rounding == rounding ? "ResizeNearestNeighborV2" : nullptr;
}

// Picks the rows (axis 2) or columns (axis 3) of the result, mixed of two each if bilinear.
std::string resize_along(const MindirFormula& f, const std::string& x, TensorType& type,
                         const ResizeAttrs& resize, size_t axis) {
  const std::vector<ResizeSource> sources =
      resize_sources(resize, type.shape[axis], resize.size[axis - 2], resize.scale[axis - 2]);
  const auto count = static_cast<int64_t>(sources.size());
  std::vector<int32_t> low, high;
  std::vector<float> low_share, high_share;
  for (const ResizeSource& source : sources) {
    low.push_back(static_cast<int32_t>(source.low));
    high.push_back(static_cast<int32_t>(source.high));
    low_share.push_back(static_cast<float>(1 - source.weight));
    high_share.push_back(static_cast<float>(source.weight));
  }
  type.shape[axis] = count;
  const auto pick = [&](const std::vector<int32_t>& at) {
    return f.step("Gather",
                  {x, f.tensor("indices", Tensor::from({count}, at)),
                   f.literal("axis", int_literal(static_cast<int64_t>(axis))),
                   f.literal("batch_dims", int_literal(0))},
                  type);
  };
  if (resize.mode == ResizeMode::kNearest) return pick(low);
  const auto share = [&](const std::string& part, const std::vector<float>& weights) {
    const Shape shape = axis == 2 ? Shape{count, 1} : Shape{count};
    return f.step("Mul", {part, f.tensor("weights", tensor_of_numbers(type.dtype, shape, weights))},
                  type);
  };
  return f.step("Add", {share(pick(low), low_share), share(pick(high), high_share)}, type);
}

}  // namespace

std::string write_mindir_resize(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const auto& resize = node.as<ResizeAttrs>();
  TensorType type = f.type(0);
  if (const char* primitive = resize_primitive(resize, type.shape)) {
    const ResizeCoordinates coordinates = plain_coordinates(resize);
    const bool aligns = coordinates == ResizeCoordinates::kAlignCorners;
    const bool is_half_pixel = coordinates == ResizeCoordinates::kHalfPixel;
    return f.last(primitive,
                  {f.input(0), f.literal("size", tuple_literal({resize.size[0], resize.size[1]})),
                   f.literal("align_corners", bool_literal(aligns)),
                   f.literal("half_pixel_centers", bool_literal(is_half_pixel))});
  }
  const std::string rows = resize_along(f, f.input(0), type, resize, 2);
  return resize_along(f, rows, type, resize, 3);
}

std::string write_mindir_adaptive_pool(MindirBuilder& builder, const Node& node) {
  const MindirFormula f(builder, node);
  const Pair& size = node.as<AdaptivePoolAttrs>().size;
  return f.last("AdaptiveAvgPool2D", {f.input(0)},
                {{"output_size", tuple_literal({size[0], size[1]})}});
}

}  // namespace msquant
