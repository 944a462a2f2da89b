// Operators that slide a window over an image: convolution and pooling.
#include <algorithm>
#include <limits>

#include "formats/onnx/onnx_ops.h"
#include "graph/padding.h"

namespace msquant {
namespace {

// Larger values are broken files, and their products would overflow.
constexpr int64_t kMaxExtent = std::numeric_limits<int32_t>::max();

void require_image(const OnnxNode& node) {
  if (node.rank(0) != 4) {
    node.unsupported("its input has shape " + to_string(node.shape(0)) +
                     ", msquant works on images of 4 dimensions");
  }
}

// The attribute's `count` elements, or nothing.
std::optional<std::vector<int64_t>> extents(const OnnxNode& node, const char* name, size_t count,
                                            int64_t least) {
  auto values = node.integers({name});
  if (!values) return std::nullopt;
  if (values->size() != count) {
    node.fail("its '" + std::string(name) + "' has " + std::to_string(values->size()) +
              " elements, expected " + std::to_string(count));
  }
  for (int64_t value : *values) {
    if (value < least || value > kMaxExtent) {
      node.unsupported("its '" + std::string(name) + "' has the element " + std::to_string(value));
    }
  }
  return values;
}

Pair pair(const OnnxNode& node, const char* name) {
  const auto values = extents(node, name, 2, 1);
  return values ? Pair{(*values)[0], (*values)[1]} : Pair{1, 1};
}

// `window` is the kernel with its dilation.
Padding resolve_padding(const OnnxNode& node, Pair window, Pair stride) {
  const std::string mode = node.text("auto_pad").value_or("NOTSET");
  if (mode == "VALID") return {};
  if (mode == "NOTSET" || mode.empty()) {
    const auto pads = extents(node, "pads", 4, 0).value_or(std::vector<int64_t>(4));
    return {pads[0], pads[2], pads[1], pads[3]};
  }
  if (mode != "SAME_UPPER" && mode != "SAME_LOWER") {
    node.fail("its auto_pad is '" + mode + "'");
  }
  return same_padding(node.shape(0), window, stride,
                      mode == "SAME_UPPER" ? OddPadding::kAfter : OddPadding::kBefore);
}

PoolAttrs read_pool(const OnnxNode& node) {
  require_image(node);
  const auto kernel = extents(node, "kernel_shape", 2, 1);
  if (!kernel) node.fail("it has no 'kernel_shape'");
  if (pair(node, "dilations") != Pair{1, 1}) node.unsupported("its window is dilated");
  if (node.is_true({"storage_order"})) node.unsupported("its storage_order is column major");
  PoolAttrs attrs;
  attrs.kernel = {(*kernel)[0], (*kernel)[1]};
  attrs.stride = pair(node, "strides");
  attrs.padding = resolve_padding(node, attrs.kernel, attrs.stride);
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

OnnxOperand lower_conv(OnnxNode& node) {
  require_image(node);
  const Shape& w = node.shape(1);
  const auto is_sane = [](int64_t extent) { return extent >= 1 && extent <= kMaxExtent; };
  if (w.size() != 4 || !std::all_of(w.begin(), w.end(), is_sane)) {
    node.fail("its weight has shape " + to_string(w));
  }
  const auto kernel = extents(node, "kernel_shape", 2, 1);
  if (kernel && *kernel != std::vector<int64_t>{w[2], w[3]}) {
    node.fail("its kernel_shape is " + to_string(*kernel) + ", its weight " + to_string(w));
  }
  ConvAttrs attrs;
  attrs.stride = pair(node, "strides");
  attrs.dilation = pair(node, "dilations");
  attrs.groups = node.integer({"group"}).value_or(1);
  if (!is_sane(attrs.groups)) node.fail("its group is " + std::to_string(attrs.groups));
  const Pair window{(w[2] - 1) * attrs.dilation[0] + 1, (w[3] - 1) * attrs.dilation[1] + 1};
  attrs.padding = resolve_padding(node, window, attrs.stride);
  std::vector<ValueId> inputs{node.value(0), node.value(1)};
  if (node.has(2)) inputs.push_back(node.value(2));
  return node.add_layer(OpKind::kConv2d, attrs, std::move(inputs));
}

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
