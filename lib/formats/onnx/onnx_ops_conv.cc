// Convolution and transposed convolution, of images and of lines.
#include <algorithm>

#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_window.h"

namespace msquant {
namespace {

// Shapes of the image and the weight, with a height of 1 if they are lines.
struct ConvShapes {
  Shape x, weight;
  bool is_line = false;
};

ConvShapes shapes_of(const OnnxNode& node) {
  ConvShapes shapes{node.shape(0), node.shape(1), node.rank(0) == 3};
  if (node.rank(0) != 4 && !shapes.is_line) {
    node.unsupported("its input has shape " + to_string(shapes.x) +
                     ", msquant works on images of 4 dimensions and lines of 3");
  }
  const auto is_sane = [](int64_t extent) { return extent >= 1 && extent <= kMaxExtent; };
  const auto kernel = extents(node, "kernel_shape", shapes.x.size() - 2, 1);
  const Shape& w = shapes.weight;
  if (w.size() != shapes.x.size() || !std::all_of(w.begin(), w.end(), is_sane)) {
    node.fail("its weight has shape " + to_string(w));
  }
  if (kernel && *kernel != Shape(w.begin() + 2, w.end())) {
    node.fail("its kernel_shape is " + to_string(*kernel) + ", its weight " + to_string(w));
  }
  if (!std::all_of(shapes.x.begin() + 2, shapes.x.end(), is_sane)) {
    node.fail("its input has shape " + to_string(shapes.x));
  }
  if (shapes.is_line) {
    shapes.x = image_of_line(shapes.x);
    shapes.weight = image_of_line(shapes.weight);
  }
  return shapes;
}

int64_t groups_of(const OnnxNode& node) {
  const int64_t groups = node.integer({"group"}).value_or(1);
  if (groups < 1 || groups > kMaxExtent) node.fail("its group is " + std::to_string(groups));
  return groups;
}

Pair window_of(const ConvShapes& shapes, Pair dilation) {
  return {(shapes.weight[2] - 1) * dilation[0] + 1, (shapes.weight[3] - 1) * dilation[1] + 1};
}

OnnxOperand add_conv(OnnxNode& node, OpKind kind, Attributes attributes, const ConvShapes& shapes) {
  std::vector<ValueId> inputs{shapes.is_line ? node.reshaped(0, shapes.x) : node.value(0),
                              shapes.is_line ? node.reshaped(1, shapes.weight) : node.value(1)};
  if (node.has(2)) inputs.push_back(node.value(2));
  const OnnxOperand y = node.add_layer(kind, std::move(attributes), std::move(inputs));
  return shapes.is_line ? line_of_image(node, y.value) : y;
}

// What is to be cut off each dimension to get `size` of `full` elements. A missing rest is added.
void fit(int64_t full, int64_t size, bool is_upper, int64_t& before, int64_t& after,
         int64_t& extra) {
  const int64_t total = std::max<int64_t>(full - size, 0), less = total / 2;
  extra += std::max<int64_t>(size - full, 0);
  before = is_upper ? less : total - less;
  after = total - before;
}

// Padding that gives the output the size that the file asks for.
void fit_padding(const OnnxNode& node, const ConvShapes& shapes, const std::vector<int64_t>& size,
                 ConvTransposeAttrs& attrs) {
  const bool is_upper = node.text("auto_pad").value_or("NOTSET") == "SAME_UPPER";
  const Pair window = window_of(shapes, attrs.dilation);
  const auto full = [&](size_t i) {
    return (shapes.x[2 + i] - 1) * attrs.stride[i] + window[i] + attrs.output_padding[i];
  };
  auto& p = attrs.padding;
  const int64_t height = shapes.is_line ? full(0) : size.front();
  fit(full(0), height, is_upper, p.top, p.bottom, attrs.output_padding[0]);
  fit(full(1), size.back(), is_upper, p.left, p.right, attrs.output_padding[1]);
}

}  // namespace

OnnxOperand lower_conv(OnnxNode& node) {
  const ConvShapes shapes = shapes_of(node);
  ConvAttrs attrs;
  attrs.stride = extent_pair(node, "strides");
  attrs.dilation = extent_pair(node, "dilations");
  attrs.groups = groups_of(node);
  attrs.padding = resolve_padding(node, shapes.x, window_of(shapes, attrs.dilation), attrs.stride);
  return add_conv(node, OpKind::kConv2d, attrs, shapes);
}

OnnxOperand lower_conv_transpose(OnnxNode& node) {
  const ConvShapes shapes = shapes_of(node);
  ConvTransposeAttrs attrs;
  attrs.stride = extent_pair(node, "strides");
  attrs.dilation = extent_pair(node, "dilations");
  attrs.output_padding = extent_pair(node, "output_padding", 0);
  attrs.groups = groups_of(node);
  const size_t dimensions = shapes.is_line ? 1 : 2;
  const std::string mode = node.text("auto_pad").value_or("NOTSET");
  if (const auto size = extents(node, "output_shape", dimensions, 1)) {
    fit_padding(node, shapes, *size, attrs);
  } else if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    fit_padding(node, shapes, {shapes.x[2] * attrs.stride[0], shapes.x[3] * attrs.stride[1]},
                attrs);
  } else {
    attrs.padding =
        resolve_padding(node, shapes.x, window_of(shapes, attrs.dilation), attrs.stride);
  }
  return add_conv(node, OpKind::kConvTranspose2d, attrs, shapes);
}

}  // namespace msquant
