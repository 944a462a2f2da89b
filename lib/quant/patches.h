// A quantized layer as a matrix product: at each position of its output it multiplies a *patch* of
// its input (what lies under the kernel, zeros for padding) by the rows of its weight.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"

namespace msquant {

class Patches {
 public:
  // Of a Conv2d or MatMul whose weight has `weight_shape` and whose input has `input_shape`; the
  // latter's first dimension, if it is an image, is taken as 1.
  Patches(const Node& layer, const Shape& input_shape, const Shape& weight_shape);

  int64_t groups() const { return groups_; }             // of channels that see each other
  int64_t length() const { return length_; }             // elements of a patch of one group
  int64_t positions() const { return out_h_ * out_w_; }  // patches in one image

  // Elements of x that belong to one image.
  int64_t input_size() const { return channels_ * height_ * width_; }

  // Copies the patch of group `group` at `position` of the image `x` to `patch[0 … length)`, in the
  // order of a weight's row.
  void copy(Span<const float> x, int64_t group, int64_t position, float* patch) const;

  // The mean of the patches of a group over all positions. `x` may be a mean of images: what a
  // layer makes of it, averaged over the positions, is the mean of its outputs.
  std::vector<double> mean(Span<const float> x, int64_t group) const;

 private:
  int64_t groups_ = 1, length_ = 0;
  int64_t channels_ = 0, height_ = 1, width_ = 1;  // of the input
  int64_t out_h_ = 1, out_w_ = 1;
  int64_t kernel_h_ = 1, kernel_w_ = 1;
  ConvAttrs conv_;
  bool is_matrix_ = false;  // a patch is a row of the input
};

// The weight of a layer, float32 with output channels along `axis`, as rows: [channels, length].
Tensor weight_rows(const Tensor& weight, int axis);

// The weight of that shape whose rows are given.
Tensor weight_from_rows(const Tensor& rows, const Shape& shape, int axis);

}  // namespace msquant
