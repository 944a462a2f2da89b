#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "engine/reference/kernels.h"

namespace msquant {
namespace {

// The one or two input elements that make an output element: x[low] * (1 - weight) + x[high] *
// weight.
struct Source {
  int64_t low = 0, high = 0;
  double weight = 0;
};

double coordinate(ResizeCoordinates kind, int64_t i, int64_t in, int64_t out, double scale) {
  const auto at = static_cast<double>(i);
  switch (kind) {
    case ResizeCoordinates::kAsymmetric:
      return at / scale;
    case ResizeCoordinates::kHalfPixel:
      return (at + 0.5) / scale - 0.5;
    case ResizeCoordinates::kPytorchHalfPixel:
      return out == 1 ? 0 : (at + 0.5) / scale - 0.5;
    case ResizeCoordinates::kAlignCorners:
      return out == 1 ? 0 : at * static_cast<double>(in - 1) / static_cast<double>(out - 1);
  }
  MSQUANT_CHECK(false);
}

double rounded(ResizeRounding rounding, double x) {
  switch (rounding) {
    case ResizeRounding::kFloor:
      return std::floor(x);
    case ResizeRounding::kCeil:
      return std::ceil(x);
    case ResizeRounding::kHalfDown:
      return std::ceil(x - 0.5);
    case ResizeRounding::kHalfUp:
      return std::floor(x + 0.5);
  }
  MSQUANT_CHECK(false);
}

std::vector<Source> sources(const ResizeAttrs& attrs, int64_t in, int64_t out, float scale) {
  const double ratio =
      scale > 0 ? double{scale} : static_cast<double>(out) / static_cast<double>(in);
  const auto last = static_cast<double>(in - 1);
  std::vector<Source> result;
  for (int64_t i = 0; i < out; ++i) {
    const double at = coordinate(attrs.coordinates, i, in, out, ratio);
    if (attrs.mode == ResizeMode::kNearest) {
      const auto nearest = static_cast<int64_t>(std::clamp(rounded(attrs.rounding, at), 0.0, last));
      result.push_back({nearest, nearest, 0});
    } else {
      const double inside = std::clamp(at, 0.0, last);
      const auto low = static_cast<int64_t>(inside);
      result.push_back({low, std::min(low + 1, in - 1), inside - static_cast<double>(low)});
    }
  }
  return result;
}

}  // namespace

Tensor resize(const KernelCall& call) {
  const auto& attrs = call.node.as<ResizeAttrs>();
  const Shape &in = call.inputs[0].shape(), &out = call.output.shape;
  const std::vector<Source> rows = sources(attrs, in[2], out[2], attrs.scale[0]);
  const std::vector<Source> columns = sources(attrs, in[3], out[3], attrs.scale[1]);
  const float* plane = call.inputs[0].data<float>().data();
  Tensor result = Tensor::allocate(DType::kFloat32, out);
  float* y = result.mutable_data<float>().begin();
  const auto mix = [](double low, double high, double weight) {
    return low * (1 - weight) + high * weight;
  };
  for (int64_t n = 0; n < out[0] * out[1]; ++n, plane += in[2] * in[3]) {
    for (const Source& row : rows) {
      const float *above = plane + row.low * in[3], *below = plane + row.high * in[3];
      for (const Source& column : columns) {
        *y++ = static_cast<float>(mix(mix(above[column.low], above[column.high], column.weight),
                                      mix(below[column.low], below[column.high], column.weight),
                                      row.weight));
      }
    }
  }
  return result;
}

}  // namespace msquant
