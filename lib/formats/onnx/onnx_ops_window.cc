// Pooling.
#include "formats/onnx/onnx_ops.h"
#include "formats/onnx/onnx_window.h"

namespace msquant {
namespace {

void require_image(const OnnxNode& node) {
  if (node.rank(0) != 4) {
    node.unsupported("its input has shape " + to_string(node.shape(0)) +
                     ", msquant works on images of 4 dimensions");
  }
}

PoolAttrs read_pool(const OnnxNode& node) {
  require_image(node);
  const auto kernel = extents(node, "kernel_shape", 2, 1);
  if (!kernel) node.fail("it has no 'kernel_shape'");
  if (extent_pair(node, "dilations") != Pair{1, 1}) node.unsupported("its window is dilated");
  if (node.is_true({"storage_order"})) node.unsupported("its storage_order is column major");
  PoolAttrs attrs;
  attrs.kernel = {(*kernel)[0], (*kernel)[1]};
  attrs.stride = extent_pair(node, "strides");
  attrs.padding = resolve_padding(node, node.shape(0), attrs.kernel, attrs.stride);
  attrs.ceil_mode = node.is_true({"ceil_mode"});
  attrs.count_include_pad = node.is_true({"count_include_pad"});
  return attrs;
}

// Whether ceil_mode makes a last window that reaches beyond the padding.
bool overhangs(const PoolAttrs& attrs, const Shape& x) {
  const auto& p = attrs.padding;
  return attrs.ceil_mode && ((x[2] + p.top + p.bottom - attrs.kernel[0]) % attrs.stride[0] != 0 ||
                             (x[3] + p.left + p.right - attrs.kernel[1]) % attrs.stride[1] != 0);
}

}  // namespace

OnnxOperand lower_max_pool(OnnxNode& node) {
  return node.add_unary(OpKind::kMaxPool, read_pool(node));
}

OnnxOperand lower_average_pool(OnnxNode& node) {
  const PoolAttrs attrs = read_pool(node);
  // Runtimes disagree on what such a window is divided by.
  if (attrs.count_include_pad && overhangs(attrs, node.shape(0))) {
    node.unsupported("with ceil_mode and count_include_pad its last window overhangs the padding");
  }
  return node.add_unary(OpKind::kAvgPool, attrs);
}

}  // namespace msquant
