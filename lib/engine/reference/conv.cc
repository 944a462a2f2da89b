#include <string>

#include "base/error.h"
#include "engine/reference/accumulate.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

template <class Element>
class Convolution {
 public:
  using Sum = typename Accumulator<Element>::Sum;
  using Result = typename Accumulator<Element>::Result;

  explicit Convolution(const KernelCall& call)
      : call_(call),
        attrs_(call.node.as<ConvAttrs>()),
        image_(call.inputs[0].shape()),
        kernel_(call.inputs[1].shape()),
        x_(call.inputs[0].data<Element>()),
        w_(call.inputs[1].data<Element>()) {}

  Tensor run() const {
    Tensor result = Tensor::allocate(dtype_of<Result>, call_.output.shape);
    const Shape& out = call_.output.shape;
    Result* element = result.mutable_data<Result>().begin();
    for (int64_t n = 0; n < out[0]; ++n) {
      for (int64_t k = 0; k < out[1]; ++k) {
        for (int64_t y = 0; y < out[2]; ++y) {
          for (int64_t x = 0; x < out[3]; ++x) {
            *element++ = Accumulator<Element>::result(bias(k) + window_sum(n, k, y, x), call_.node);
          }
        }
      }
    }
    return result;
  }

 private:
  Sum bias(int64_t k) const {
    return call_.inputs.size() < 3 ? Sum{0} : Sum{call_.inputs[2].data<Result>()[k]};
  }

  // Σ (x - x_zero_point) * w for one output element, over the taps that lie inside the image.
  Sum window_sum(int64_t n, int64_t k, int64_t out_y, int64_t out_x) const {
    const int64_t first_channel = k / (kernel_[0] / attrs_.groups) * kernel_[1];
    Sum sum = 0;
    for (int64_t c = 0; c < kernel_[1]; ++c) {
      for (int64_t ky = 0; ky < kernel_[2]; ++ky) {
        const int64_t y = out_y * attrs_.stride[0] + ky * attrs_.dilation[0] - attrs_.padding.top;
        if (y < 0 || y >= image_[2]) continue;
        for (int64_t kx = 0; kx < kernel_[3]; ++kx) {
          const int64_t x =
              out_x * attrs_.stride[1] + kx * attrs_.dilation[1] - attrs_.padding.left;
          if (x < 0 || x >= image_[3]) continue;
          const Sum pixel =
              x_[((n * image_[1] + first_channel + c) * image_[2] + y) * image_[3] + x];
          const Sum weight = w_[((k * kernel_[1] + c) * kernel_[2] + ky) * kernel_[3] + kx];
          sum += (pixel - attrs_.x_zero_point) * weight;
        }
      }
    }
    return sum;
  }

  const KernelCall& call_;
  const ConvAttrs& attrs_;
  const Shape& image_;   // [N, C, H, W]
  const Shape& kernel_;  // [K, C/groups, kh, kw]
  Span<const Element> x_, w_;
};

}  // namespace

Tensor conv2d(const KernelCall& call) { return Convolution<float>(call).run(); }

Tensor integer_conv2d(const KernelCall& call) {
  const int32_t zero_point = call.node.as<ConvAttrs>().x_zero_point;
  if (zero_point < kQuantMin || zero_point > kQuantMax) {
    throw Error(ErrorKind::kModel, "the zero point of a convolution is not an int8",
                "node '" + call.node.name + "' (Conv2d)",
                "x_zero_point is " + std::to_string(zero_point), "quantize the model again");
  }
  return Convolution<int8_t>(call).run();
}

}  // namespace msquant
