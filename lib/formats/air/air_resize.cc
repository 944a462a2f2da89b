// Resizing of images. GE has operators of TensorFlow's two conventions for corners, and one with
// all of ONNX's, which older versions do not have.
#include <algorithm>
#include <iterator>
#include <optional>

#include "formats/air/air_ops.h"
#include "graph/resize_sources.h"

namespace msquant {
namespace {

template <class T>
struct Word {
  T value;
  const char* text;
};

constexpr Word<ResizeMode> kModes[] = {{ResizeMode::kNearest, "nearest"},
                                       {ResizeMode::kBilinear, "linear"}};
constexpr Word<ResizeCoordinates> kCoordinates[] = {
    {ResizeCoordinates::kAsymmetric, "asymmetric"},
    {ResizeCoordinates::kHalfPixel, "half_pixel"},
    {ResizeCoordinates::kPytorchHalfPixel, "pytorch_half_pixel"},
    {ResizeCoordinates::kAlignCorners, "align_corners"}};
constexpr Word<ResizeRounding> kRoundings[] = {{ResizeRounding::kFloor, "floor"},
                                               {ResizeRounding::kCeil, "ceil"},
                                               {ResizeRounding::kHalfDown, "round_prefer_floor"},
                                               {ResizeRounding::kHalfUp, "round_prefer_ceil"}};

template <class T, size_t kCount>
const char* text_of(const Word<T> (&words)[kCount], T value) {
  return std::find_if(std::begin(words), std::end(words),
                      [&](const Word<T>& word) { return word.value == value; })
      ->text;
}

template <class T, size_t kCount>
T value_of(AirNode& node, const char* attribute, const Word<T> (&words)[kCount]) {
  const std::string text = node.attributes().get_string(attribute);
  for (const Word<T>& word : words) {
    if (word.text == text) return word.value;
  }
  node.unsupported("its " + std::string(attribute) + " is '" + text + "'");
}

// The rounding of TensorFlow's operator: the nearest element of half pixels and of aligned corners.
ResizeRounding rounding_of_v2(ResizeCoordinates coordinates) {
  return coordinates == ResizeCoordinates::kAsymmetric ? ResizeRounding::kFloor
                                                       : ResizeRounding::kHalfUp;
}

// The same for these sizes, in as few words as possible.
ResizeAttrs simplified(ResizeAttrs resize, const Shape& x) {
  for (size_t i = 0; i < 2; ++i) {
    const double size = static_cast<double>(resize.scale[i]) * static_cast<double>(x[2 + i]);
    if (size == static_cast<double>(resize.size[i])) resize.scale[i] = 0;
  }
  const bool is_point = resize.size[0] == 1 || resize.size[1] == 1;
  if (resize.coordinates == ResizeCoordinates::kPytorchHalfPixel && !is_point) {
    resize.coordinates = ResizeCoordinates::kHalfPixel;
  }
  return resize;
}

bool is_v2(const ResizeAttrs& resize) {
  return resize.scale[0] == 0 && resize.scale[1] == 0 &&
         resize.coordinates != ResizeCoordinates::kPytorchHalfPixel &&
         (resize.mode == ResizeMode::kBilinear ||
          resize.rounding == rounding_of_v2(resize.coordinates));
}

AirValue write_v2(AirBuilder& builder, const Node& node, const ResizeAttrs& resize) {
  using Coordinates = ResizeCoordinates;
  const TensorType& result = result_type(builder, node);
  const bool is_aligned = resize.coordinates == Coordinates::kAlignCorners;
  const bool is_centered = resize.coordinates == Coordinates::kHalfPixel;
  const std::vector<int32_t> size{static_cast<int32_t>(resize.size[0]),
                                  static_cast<int32_t>(resize.size[1])};
  const AirValue target =
      builder.add_constant(node.name + ".size", Tensor::from<int32_t>({2}, size));
  AirAttributes attributes{{"align_corners", bool_attribute(is_aligned)},
                           {"half_pixel_centers", bool_attribute(is_centered)}};
  if (resize.mode == ResizeMode::kNearest) {
    return write_op(builder, node, "ResizeNearestNeighborV2", attributes, {target});
  }
  if (result.dtype != DType::kFloat32) attributes["dtype"] = type_attribute(result.dtype);
  return write_op(builder, node, "ResizeBilinearV2", attributes, {target});
}

std::vector<AirValue> size_inputs(AirBuilder& builder, const Node& node,
                                  const ResizeAttrs& resize) {
  const Shape& result = result_type(builder, node).shape;
  if (resize.scale[0] == 0 && resize.scale[1] == 0) {
    return {{}, {}, write_integers(builder, node.name + ".sizes", result)};
  }
  const auto& given = node.as<ResizeAttrs>().scale;
  if (given[0] == 0 || given[1] == 0) {
    fail_to_write(node, "GE's Resize has scales for both dimensions or for none");
  }
  const std::vector<float> scales{1, 1, given[0], given[1]};
  return {{}, builder.add_constant(node.name + ".scales", Tensor::from<float>({4}, scales))};
}

}  // namespace

AirValue write_resize(AirBuilder& builder, const Node& node, const char* type) {
  const ResizeAttrs resize =
      simplified(node.as<ResizeAttrs>(), builder.graph().value(node.inputs[0]).type.shape);
  if (is_v2(resize)) return write_v2(builder, node, resize);
  return write_op(builder, node, type,
                  {{"coordinate_transformation_mode",
                    string_attribute(text_of(kCoordinates, resize.coordinates))},
                   {"mode", string_attribute(text_of(kModes, resize.mode))},
                   {"nearest_mode", string_attribute(text_of(kRoundings, resize.rounding))}},
                  size_inputs(builder, node, resize));
}

AirValue write_adaptive_pool(AirBuilder& builder, const Node& node, const char* type) {
  const Pair& size = node.as<AdaptivePoolAttrs>().size;
  return write_op(builder, node, type, {{"output_size", ints_attribute({size[0], size[1]})}});
}

ValueId read_resize_v2(AirNode& node) {
  const OpAttributes& attributes = node.attributes();
  const bool is_bilinear = node.type() == "ResizeBilinearV2";
  const DType dtype = node.graph().value(node.input(0)).type.dtype;
  if (is_bilinear && attributes.get_type("dtype") != dtype) {
    node.unsupported("its result is of another element type than its image");
  }
  const std::vector<int64_t> size = node.constant_ints(1);
  node.require(size.size() == 2, "its size is " + to_string(size));
  ResizeAttrs resize;
  resize.size = {size[0], size[1]};
  resize.mode = is_bilinear ? ResizeMode::kBilinear : ResizeMode::kNearest;
  const bool is_aligned = attributes.get_bool("align_corners");
  const bool is_centered = attributes.get_bool("half_pixel_centers");
  node.require(!is_aligned || !is_centered, "it has both align_corners and half_pixel_centers");
  if (is_aligned) resize.coordinates = ResizeCoordinates::kAlignCorners;
  if (is_centered) resize.coordinates = ResizeCoordinates::kHalfPixel;
  if (!is_bilinear) resize.rounding = rounding_of_v2(resize.coordinates);
  return node.add(OpKind::kResize, resize, {node.input(0)});
}

ValueId read_resize(AirNode& node) {
  const Shape x = node.shape(0);
  node.require(x.size() == 4, "its input is not an image");
  ResizeAttrs resize;
  resize.mode = value_of(node, "mode", kModes);
  resize.coordinates = value_of(node, "coordinate_transformation_mode", kCoordinates);
  resize.rounding = value_of(node, "nearest_mode", kRoundings);
  if (node.has_input(1)) node.unsupported("it has a region of interest");
  if (node.has_input(3)) {
    const std::vector<int64_t> sizes = node.constant_ints(3);
    node.require(sizes.size() == 4 && sizes[0] == x[0] && sizes[1] == x[1],
                 "its sizes are " + to_string(sizes));
    resize.size = {sizes[2], sizes[3]};
    return node.add(OpKind::kResize, resize, {node.input(0)});
  }
  const Tensor& scales = node.constant(2);
  node.require(scales.dtype() == DType::kFloat32 && scales.size() == 4 &&
                   scales.data<float>()[0] == 1 && scales.data<float>()[1] == 1,
               "its scales are not four numbers, the first two 1");
  for (size_t i = 0; i < 2; ++i) {
    resize.scale[i] = scales.data<float>()[static_cast<int64_t>(2 + i)];
    const auto size = resized_count(x[2 + i], resize.scale[i]);
    node.require(size.has_value(), "its scale is out of range");
    resize.size[i] = *size;
  }
  return node.add(OpKind::kResize, resize, {node.input(0)});
}

ValueId read_adaptive_pool(AirNode& node) {
  std::vector<int64_t> size = node.attributes().get_ints("output_size");
  node.require(size.size() == 1 || size.size() == 2, "its output_size is " + to_string(size));
  return node.add(OpKind::kAdaptiveAvgPool, AdaptivePoolAttrs{{size.front(), size.back()}},
                  {node.input(0)});
}

}  // namespace msquant
