#include "quant/patches.h"

#include <algorithm>

#include "base/error.h"

namespace msquant {
namespace {

// Number of windows along one dimension.
int64_t window_count(int64_t size, int64_t kernel, int64_t stride, int64_t dilation) {
  return (size - (dilation * (kernel - 1) + 1)) / stride + 1;
}

Tensor transposed(const Tensor& matrix) {
  const int64_t rows = matrix.shape()[0], columns = matrix.shape()[1];
  Tensor result = Tensor::uninitialized(DType::kFloat32, {columns, rows});
  const Span<const float> from = matrix.data<float>();
  const Span<float> to = result.mutable_data<float>();
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) to[c * rows + r] = from[r * columns + c];
  }
  return result;
}

}  // namespace

Patches::Patches(const Node& layer, const Shape& input_shape, const Shape& weight_shape) {
  if (layer.kind == OpKind::kMatMul) {
    is_matrix_ = true;
    length_ = channels_ = input_shape.back();
    height_ = out_h_ = element_count(input_shape) / channels_;
    return;
  }
  MSQUANT_CHECK(layer.kind == OpKind::kConv2d && input_shape.size() == 4);
  conv_ = layer.as<ConvAttrs>();
  groups_ = conv_.groups;
  channels_ = input_shape[1];
  height_ = input_shape[2];
  width_ = input_shape[3];
  kernel_h_ = weight_shape[2];
  kernel_w_ = weight_shape[3];
  length_ = weight_shape[1] * kernel_h_ * kernel_w_;
  const Padding& pad = conv_.padding;
  out_h_ =
      window_count(height_ + pad.top + pad.bottom, kernel_h_, conv_.stride[0], conv_.dilation[0]);
  out_w_ =
      window_count(width_ + pad.left + pad.right, kernel_w_, conv_.stride[1], conv_.dilation[1]);
}

void Patches::copy(Span<const float> x, int64_t group, int64_t position, float* patch) const {
  if (is_matrix_) {
    std::copy_n(x.data() + position * length_, length_, patch);
    return;
  }
  const int64_t top = position / out_w_ * conv_.stride[0] - conv_.padding.top;
  const int64_t left = position % out_w_ * conv_.stride[1] - conv_.padding.left;
  const int64_t channels = channels_ / groups_;
  for (int64_t c = group * channels; c < (group + 1) * channels; ++c) {
    const float* image = x.data() + c * height_ * width_;
    for (int64_t ky = 0; ky < kernel_h_; ++ky) {
      const int64_t row = top + ky * conv_.dilation[0];
      for (int64_t kx = 0; kx < kernel_w_; ++kx) {
        const int64_t column = left + kx * conv_.dilation[1];
        const bool inside = row >= 0 && row < height_ && column >= 0 && column < width_;
        *patch++ = inside ? image[row * width_ + column] : 0.0f;
      }
    }
  }
}

std::vector<double> Patches::mean(Span<const float> x, int64_t group) const {
  std::vector<double> sums(static_cast<size_t>(length_));
  std::vector<float> patch(sums.size());
  for (int64_t position = 0; position < positions(); ++position) {
    copy(x, group, position, patch.data());
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += patch[i];
  }
  for (double& sum : sums) sum /= static_cast<double>(positions());
  return sums;
}

Tensor weight_rows(const Tensor& weight, int axis) {
  if (axis == 1) return transposed(weight.to_float32());
  const int64_t channels = weight.shape()[0];
  return weight.to_float32().reshaped({channels, channels == 0 ? 0 : weight.size() / channels});
}

Tensor weight_from_rows(const Tensor& rows, const Shape& shape, int axis) {
  return axis == 1 ? transposed(rows) : rows.reshaped(shape);
}

}  // namespace msquant
