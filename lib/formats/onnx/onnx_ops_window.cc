// Pooling.
#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_window.h"

namespace msquant {
namespace {

// The shape of the input, with a height of 1 if it is a line.
Shape image_shape(const OnnxNode& node) {
  if (node.rank(0) != 4 && node.rank(0) != 3) {
    node.unsupported("its input has shape " + to_string(node.shape(0)) +
                     ", msquant works on images of 4 dimensions and lines of 3");
  }
  return node.rank(0) == 3 ? image_of_line(node.shape(0)) : node.shape(0);
}

PoolAttrs read_pool(const OnnxNode& node) {
  const Shape x = image_shape(node);
  if (!node.attribute("kernel_shape")) node.fail("it has no 'kernel_shape'");
  if (extent_pair(node, "dilations") != Pair{1, 1}) node.unsupported("its window is dilated");
  if (node.is_true({"storage_order"})) node.unsupported("its storage_order is column major");
  PoolAttrs attrs;
  attrs.kernel = extent_pair(node, "kernel_shape");
  attrs.stride = extent_pair(node, "strides");
  attrs.padding = resolve_padding(node, x, attrs.kernel, attrs.stride);
  attrs.ceil_mode = node.is_true({"ceil_mode"});
  attrs.count_include_pad = node.is_true({"count_include_pad"});
  return attrs;
}

OnnxOperand add_pool(OnnxNode& node, OpKind kind, const PoolAttrs& attrs) {
  if (node.rank(0) == 4) return node.add_unary(kind, attrs);
  const ValueId image = node.reshaped(0, image_shape(node));
  return line_of_image(node, node.add_op(kind, attrs, {image}).value);
}

// Whether ceil_mode makes a last window that reaches beyond the padding.
bool overhangs(const PoolAttrs& attrs, const Shape& x) {
  const auto& p = attrs.padding;
  return attrs.ceil_mode && ((x[2] + p.top + p.bottom - attrs.kernel[0]) % attrs.stride[0] != 0 ||
                             (x[3] + p.left + p.right - attrs.kernel[1]) % attrs.stride[1] != 0);
}

}  // namespace

OnnxOperand lower_max_pool(OnnxNode& node) {
  return add_pool(node, OpKind::kMaxPool, read_pool(node));
}

OnnxOperand lower_average_pool(OnnxNode& node) {
  const PoolAttrs attrs = read_pool(node);
  // Runtimes disagree on what such a window is divided by.
  if (attrs.count_include_pad && overhangs(attrs, image_shape(node))) {
    node.unsupported("with ceil_mode and count_include_pad its last window overhangs the padding");
  }
  return add_pool(node, OpKind::kAvgPool, attrs);
}

}  // namespace msquant
