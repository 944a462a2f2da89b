#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// The part of a pooling window that lies inside the image.
struct Window {
  const float* plane;
  int64_t width;
  int64_t top, bottom, left, right;  // bottom and right are exclusive

  template <class Visitor>
  void for_each(Visitor visitor) const {
    for (int64_t y = top; y < bottom; ++y) {
      for (int64_t x = left; x < right; ++x) visitor(plane[y * width + x]);
    }
  }
};

template <class Reduce>
Tensor pool(const KernelCall& call, Reduce reduce) {
  const auto& attrs = call.node.as<PoolAttrs>();
  const Shape &in = call.inputs[0].shape(), &out = call.output.shape;
  const float* x = call.inputs[0].data<float>().data();
  Tensor result = Tensor::allocate(DType::kFloat32, out);
  float* element = result.mutable_data<float>().begin();
  for (int64_t plane = 0; plane < out[0] * out[1]; ++plane) {
    for (int64_t row = 0; row < out[2]; ++row) {
      const int64_t top = row * attrs.stride[0] - attrs.padding.top;
      for (int64_t column = 0; column < out[3]; ++column) {
        const int64_t left = column * attrs.stride[1] - attrs.padding.left;
        *element++ =
            reduce(Window{x + plane * in[2] * in[3], in[3], std::max<int64_t>(top, 0),
                          std::min(top + attrs.kernel[0], in[2]), std::max<int64_t>(left, 0),
                          std::min(left + attrs.kernel[1], in[3])});
      }
    }
  }
  return result;
}

}  // namespace

Tensor max_pool(const KernelCall& call) {
  return pool(call, [](const Window& window) {
    float largest = -std::numeric_limits<float>::infinity();
    window.for_each([&](float x) {
      if (x > largest || std::isnan(x)) largest = x;
    });
    return largest;
  });
}

Tensor avg_pool(const KernelCall& call) {
  const auto& attrs = call.node.as<PoolAttrs>();
  return pool(call, [&](const Window& window) {
    double sum = 0;
    int64_t count = 0;
    window.for_each([&](float x) {
      sum += x;
      ++count;
    });
    if (attrs.count_include_pad) count = attrs.kernel[0] * attrs.kernel[1];
    return count == 0 ? 0.0f : static_cast<float>(sum / static_cast<double>(count));
  });
}

Tensor adaptive_avg_pool(const KernelCall& call) {
  const Shape &in = call.inputs[0].shape(), &out = call.output.shape;
  const float* x = call.inputs[0].data<float>().data();
  Tensor result = Tensor::allocate(DType::kFloat32, out);
  float* element = result.mutable_data<float>().begin();
  const auto start = [](int64_t i, int64_t size, int64_t count) { return i * size / count; };
  const auto end = [](int64_t i, int64_t size, int64_t count) {
    return ((i + 1) * size + count - 1) / count;
  };
  for (int64_t plane = 0; plane < out[0] * out[1]; ++plane) {
    for (int64_t row = 0; row < out[2]; ++row) {
      for (int64_t column = 0; column < out[3]; ++column) {
        const Window window{x + plane * in[2] * in[3],    in[3],
                            start(row, in[2], out[2]),    end(row, in[2], out[2]),
                            start(column, in[3], out[3]), end(column, in[3], out[3])};
        const int64_t count = (window.bottom - window.top) * (window.right - window.left);
        double sum = 0;
        window.for_each([&](float value) { sum += value; });
        *element++ = static_cast<float>(sum / static_cast<double>(count));
      }
    }
  }
  return result;
}

}  // namespace msquant
