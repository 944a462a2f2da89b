#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// Adds each element of one input channel, times the kernel, to the output plane.
struct Spreading {
  const ConvTransposeAttrs& attrs;
  const Shape &in, &kernel, &out;

  void add(const float* x, const float* w, double* y) const {
    for (int64_t i = 0; i < in[2] * in[3]; ++i) {
      for (int64_t k = 0; k < kernel[2] * kernel[3]; ++k) {
        const int64_t row =
            i / in[3] * attrs.stride[0] - attrs.padding.top + k / kernel[3] * attrs.dilation[0];
        const int64_t column =
            i % in[3] * attrs.stride[1] - attrs.padding.left + k % kernel[3] * attrs.dilation[1];
        if (row < 0 || row >= out[2] || column < 0 || column >= out[3]) continue;
        y[row * out[3] + column] += double{x[i]} * w[k];
      }
    }
  }
};

}  // namespace

Tensor conv_transpose2d(const KernelCall& call) {
  const auto& attrs = call.node.as<ConvTransposeAttrs>();
  const Shape &in = call.inputs[0].shape(), &kernel = call.inputs[1].shape();
  const Shape& out = call.output.shape;
  const Spreading spreading{attrs, in, kernel, out};
  const float *x = call.inputs[0].data<float>().data(), *w = call.inputs[1].data<float>().data();
  Tensor result = Tensor::allocate(DType::kFloat32, out);
  float* element = result.mutable_data<float>().begin();
  const int64_t channels = in[1] / attrs.groups;
  for (int64_t plane = 0; plane < out[0] * out[1]; ++plane) {
    const int64_t image = plane / out[1], k = plane % out[1], group = k / kernel[1];
    const double bias = call.inputs.size() < 3 ? 0 : call.inputs[2].data<float>()[k];
    std::vector<double> sums(static_cast<size_t>(out[2] * out[3]), bias);
    for (int64_t c = group * channels; c < (group + 1) * channels; ++c) {
      spreading.add(x + (image * in[1] + c) * in[2] * in[3],
                    w + (c * kernel[1] + k % kernel[1]) * kernel[2] * kernel[3], sums.data());
    }
    for (double sum : sums) *element++ = static_cast<float>(sum);
  }
  return result;
}

}  // namespace msquant
