// Writing operators that give an image another size.
#include <array>

#include "formats/numbers.h"
#include "formats/onnx/onnx_formula.h"
#include "formats/onnx/onnx_write_ops.h"

namespace msquant {
namespace {

const char* name_of(ResizeCoordinates coordinates) {
  constexpr std::array<const char*, 4> kNames{"asymmetric", "half_pixel", "pytorch_half_pixel",
                                              "align_corners"};
  return kNames[static_cast<size_t>(coordinates)];
}

const char* name_of(ResizeRounding rounding) {
  constexpr std::array<const char*, 4> kNames{"floor", "ceil", "round_prefer_floor",
                                              "round_prefer_ceil"};
  return kNames[static_cast<size_t>(rounding)];
}

// [from, to]: column j averages the elements of window j; see AdaptivePoolAttrs.
Tensor averages(DType dtype, int64_t from, int64_t to) {
  std::vector<float> matrix(static_cast<size_t>(from * to));
  for (int64_t j = 0; j < to; ++j) {
    const int64_t begin = j * from / to, end = ((j + 1) * from + to - 1) / to;
    for (int64_t i = begin; i < end; ++i) {
      matrix[static_cast<size_t>(i * to + j)] = 1 / static_cast<float>(end - begin);
    }
  }
  return tensor_of_numbers(dtype, {from, to}, matrix);
}

}  // namespace

std::string write_resize(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const auto& resize = node.as<ResizeAttrs>();
  const bool is_nearest = resize.mode == ResizeMode::kNearest;
  OnnxAttributes attributes{
      onnx_attribute("mode", is_nearest ? "nearest" : "linear"),
      onnx_attribute("coordinate_transformation_mode", name_of(resize.coordinates))};
  if (is_nearest) attributes.push_back(onnx_attribute("nearest_mode", name_of(resize.rounding)));
  if (resize.scale[0] > 0 && resize.scale[1] > 0) {
    const auto scales = Tensor::from<float>({4}, {1, 1, resize.scale[0], resize.scale[1]});
    return f.last(op_type, {f.input(0), "", f.constant("scales", scales)}, attributes);
  }
  const Shape& result = builder.graph().value(node.outputs[0]).type.shape;
  return f.last(op_type, {f.input(0), "", "", f.integers("sizes", result)}, attributes);
}

// ONNX has pools with one kernel only. The average over a window is that over its columns, then
// over its rows, both of which are products with a matrix.
std::string write_adaptive_pool(OnnxBuilder& builder, const Node& node, const char* op_type) {
  const OnnxFormula f(builder, node);
  const Pair& size = node.as<AdaptivePoolAttrs>().size;
  const TensorType& x = builder.graph().value(node.inputs[0]).type;
  const int64_t height = x.shape[2], width = x.shape[3];
  if (height % size[0] == 0 && width % size[1] == 0) {
    const std::vector<int64_t> kernel{height / size[0], width / size[1]};
    return f.last(op_type, {f.input(0)},
                  {onnx_attribute("kernel_shape", kernel), onnx_attribute("strides", kernel)});
  }
  const OnnxAttributes turned{onnx_attribute("perm", {0, 1, 3, 2})};
  const auto average = [&](const char* what, const std::string& image, int64_t from, int64_t to) {
    return f.step("MatMul", {image, f.constant(what, averages(x.dtype, from, to))});
  };
  const std::string narrow = average("columns", f.input(0), width, size[1]);
  const std::string low = average("rows", f.step("Transpose", {narrow}, turned), height, size[0]);
  return f.last("Transpose", {low}, turned);
}

}  // namespace msquant
