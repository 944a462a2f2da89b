// Resize, and Upsample, which it replaced.
#include <array>
#include <utility>

#include "formats/onnx/onnx_ops.h"
#include "graph/resize_sources.h"

namespace msquant {
namespace {

template <class T>
T choice(const OnnxNode& node, const char* attribute, const char* otherwise,
         std::initializer_list<std::pair<const char*, T>> choices) {
  const std::string written = node.text(attribute).value_or(otherwise);
  for (const auto& [name, value] : choices) {
    if (written == name) return value;
  }
  node.unsupported("its " + std::string(attribute) + " is '" + written + "'");
}

// What is written for each dimension, or for each of the axes; elsewhere what means "unchanged".
template <class T>
std::array<T, 4> by_dimension(const OnnxNode& node, const std::vector<T>& written,
                              std::array<T, 4> values) {
  const auto axes = node.integers({"axes"}).value_or(std::vector<int64_t>{0, 1, 2, 3});
  node.normalize_axes(axes, 4);
  if (written.size() != axes.size()) node.fail("its scales or sizes do not fit its axes");
  for (size_t i = 0; i < axes.size(); ++i) {
    values[static_cast<size_t>(node.normalize_axis(axes[i], 4))] = written[i];
  }
  return values;
}

void set_scales(const OnnxNode& node, const std::vector<float>& written, ResizeAttrs& attrs) {
  const auto scales = by_dimension<float>(node, written, {1, 1, 1, 1});
  if (scales[0] != 1 || scales[1] != 1) node.unsupported("it resizes images or channels");
  attrs.scale = {scales[2], scales[3]};
  for (size_t i = 0; i < 2; ++i) {
    const int64_t in = node.shape(0)[2 + i];
    const auto size = resized_count(in, attrs.scale[i]);
    if (!size) node.fail("its scale is " + std::to_string(attrs.scale[i]));
    attrs.size[i] = *size;
    const bool is_whole = static_cast<float>(*size) == static_cast<float>(in) * attrs.scale[i];
    if (attrs.coordinates == ResizeCoordinates::kAlignCorners && !is_whole) {
      node.unsupported(
          "it aligns the corners of a size that its scale does not make whole, on "
          "which runtimes disagree");
    }
  }
}

void set_sizes(const OnnxNode& node, const std::vector<int64_t>& written, ResizeAttrs& attrs) {
  const Shape& x = node.shape(0);
  const auto sizes = by_dimension<int64_t>(node, written, {x[0], x[1], x[2], x[3]});
  if (sizes[0] != x[0] || sizes[1] != x[1]) node.unsupported("it resizes images or channels");
  if (node.text("keep_aspect_ratio_policy").value_or("stretch") != "stretch") {
    node.unsupported("it keeps the aspect ratio");
  }
  attrs.size = {sizes[2], sizes[3]};
}

// `scales` is the input of the scales; the sizes follow it.
OnnxOperand resize(OnnxNode& node, ResizeAttrs attrs, size_t scales) {
  if (node.rank(0) != 4) {
    node.unsupported("its input has shape " + to_string(node.shape(0)) +
                     ", msquant works on images of 4 dimensions");
  }
  attrs.mode =
      choice<ResizeMode>(node, "mode", "nearest",
                         {{"nearest", ResizeMode::kNearest}, {"linear", ResizeMode::kBilinear}});
  const auto written = node.reals({"scales", scales});
  if (written && !written->empty()) {
    set_scales(node, *written, attrs);
  } else if (const auto sizes = node.integers({"sizes", scales + 1})) {
    set_sizes(node, *sizes, attrs);
  } else {
    node.fail("it has neither scales nor sizes");
  }
  return node.add_unary(OpKind::kResize, attrs);
}

}  // namespace

OnnxOperand lower_resize(OnnxNode& node) {
  ResizeAttrs attrs;
  if (node.opset() < 11) return resize(node, attrs, 1);
  if (node.is_true({"antialias"})) node.unsupported("it smooths (antialias)");
  attrs.coordinates =
      choice<ResizeCoordinates>(node, "coordinate_transformation_mode", "half_pixel",
                                {{"half_pixel", ResizeCoordinates::kHalfPixel},
                                 {"pytorch_half_pixel", ResizeCoordinates::kPytorchHalfPixel},
                                 {"align_corners", ResizeCoordinates::kAlignCorners},
                                 {"asymmetric", ResizeCoordinates::kAsymmetric}});
  attrs.rounding = choice<ResizeRounding>(node, "nearest_mode", "round_prefer_floor",
                                          {{"round_prefer_floor", ResizeRounding::kHalfDown},
                                           {"round_prefer_ceil", ResizeRounding::kHalfUp},
                                           {"floor", ResizeRounding::kFloor},
                                           {"ceil", ResizeRounding::kCeil}});
  return resize(node, attrs, 2);
}

OnnxOperand lower_upsample(OnnxNode& node) { return resize(node, {}, 1); }

}  // namespace msquant
