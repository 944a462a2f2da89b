// Operators that slide a window over an image, and those that give it another size.
#include "graph/shape_rules.h"

namespace msquant {
namespace {

// Far above any real network, far below overflow.
constexpr int64_t kMost = int64_t{1} << 40, kMostDilation = int64_t{1} << 20;

int64_t window_count(const Operands& op, int64_t size, int64_t before, int64_t after,
                     int64_t kernel, int64_t stride, bool ceil_mode) {
  op.require(kernel > 0 && stride > 0 && before >= 0 && after >= 0,
             "kernel and stride must be positive and padding not negative");
  op.require(size < kMost && kernel < kMost && stride < kMost && before < kMost && after < kMost,
             "image, kernel, stride or padding is too large");
  const int64_t free = size + before + after - kernel;
  op.require(free >= 0, "its kernel is larger than the padded image");
  int64_t count = free / stride + 1;
  // A window that would start in the trailing padding is not counted (as PyTorch and MindSpore do).
  if (ceil_mode && free % stride != 0 && count * stride < size + before) ++count;
  return count;
}

// A window of a transposed convolution: how many elements one dimension gets.
int64_t spread_count(const Operands& op, int64_t size, int64_t before, int64_t after,
                     int64_t window, int64_t stride, int64_t extra) {
  op.require(size > 0 && stride > 0 && stride < kMostDilation && size < kMostDilation,
             "image and stride must be positive and not too large");
  op.require(
      before >= 0 && after >= 0 && extra >= 0 && before < kMost && after < kMost && extra < kMost,
      "its padding is negative or too large");
  const int64_t count = (size - 1) * stride + window + extra - before - after;
  op.require(count > 0, "its padding leaves nothing of the output");
  return count;
}

TensorType resized(const Operands& op, const Pair& size) {
  op.require_rank(0, 4);
  op.require(op.shape(0)[2] > 0 && op.shape(0)[3] > 0, "its image is empty");
  op.require(size[0] > 0 && size[1] > 0 && size[0] < kMost && size[1] < kMost,
             "its size must be positive and not too large");
  return {op.dtype(0), {op.shape(0)[0], op.shape(0)[1], size[0], size[1]}};
}

}  // namespace

TensorType infer_conv(const Operands& op) {
  const auto& a = op.node.as<ConvAttrs>();
  op.require_rank(0, 4);
  op.require_rank(1, 4);
  const Shape &x = op.shape(0), &w = op.shape(1);
  op.require(a.groups > 0 && w[0] % a.groups == 0 && x[1] == w[1] * a.groups,
             "image of " + std::to_string(x[1]) + " channels, weight " + to_string(w) +
                 ", groups " + std::to_string(a.groups));
  op.require(a.dilation[0] > 0 && a.dilation[1] > 0 && a.dilation[0] < kMostDilation &&
                 a.dilation[1] < kMostDilation && w[2] < kMostDilation && w[3] < kMostDilation,
             "dilation must be positive, and dilation and kernel not too large");
  if (op.count() > 2) op.require_vector(2, w[0]);
  const auto& p = a.padding;
  return {
      product_type(op),
      {x[0], w[0],
       window_count(op, x[2], p.top, p.bottom, (w[2] - 1) * a.dilation[0] + 1, a.stride[0], false),
       window_count(op, x[3], p.left, p.right, (w[3] - 1) * a.dilation[1] + 1, a.stride[1],
                    false)}};
}

TensorType infer_conv_transpose(const Operands& op) {
  const auto& a = op.node.as<ConvTransposeAttrs>();
  op.require_rank(0, 4);
  op.require_rank(1, 4);
  const Shape &x = op.shape(0), &w = op.shape(1);
  int64_t channels = 0;
  op.require(a.groups > 0 && x[1] == w[0] && w[0] % a.groups == 0 &&
                 !__builtin_mul_overflow(w[1], a.groups, &channels),
             "image of " + std::to_string(x[1]) + " channels, weight " + to_string(w) +
                 ", groups " + std::to_string(a.groups));
  op.require(is_floating(op.dtype(0)) && op.dtype(0) == op.dtype(1),
             "its operands must be floating-point and of one element type");
  op.require(a.dilation[0] > 0 && a.dilation[1] > 0 && a.dilation[0] < kMostDilation &&
                 a.dilation[1] < kMostDilation && w[2] > 0 && w[3] > 0 && w[2] < kMostDilation &&
                 w[3] < kMostDilation,
             "dilation must be positive, and dilation and kernel not too large");
  if (op.count() > 2) op.require_vector(2, channels);
  const auto& p = a.padding;
  const Pair window{(w[2] - 1) * a.dilation[0] + 1, (w[3] - 1) * a.dilation[1] + 1};
  return {op.dtype(0),
          {x[0], channels,
           spread_count(op, x[2], p.top, p.bottom, window[0], a.stride[0], a.output_padding[0]),
           spread_count(op, x[3], p.left, p.right, window[1], a.stride[1], a.output_padding[1])}};
}

TensorType infer_pool(const Operands& op) {
  const auto& a = op.node.as<PoolAttrs>();
  op.require_rank(0, 4);
  const Shape& x = op.shape(0);
  const auto& p = a.padding;
  return {
      op.dtype(0),
      {x[0], x[1], window_count(op, x[2], p.top, p.bottom, a.kernel[0], a.stride[0], a.ceil_mode),
       window_count(op, x[3], p.left, p.right, a.kernel[1], a.stride[1], a.ceil_mode)}};
}

TensorType infer_adaptive_pool(const Operands& op) {
  return resized(op, op.node.as<AdaptivePoolAttrs>().size);
}

TensorType infer_resize(const Operands& op) {
  const auto& a = op.node.as<ResizeAttrs>();
  op.require(a.scale[0] >= 0 && a.scale[1] >= 0, "its scale is negative");
  return resized(op, a.size);
}

}  // namespace msquant
