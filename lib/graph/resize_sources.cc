#include "graph/resize_sources.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace msquant {
namespace {

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

}  // namespace

std::optional<int64_t> resized_count(int64_t in, float scale) {
  const float count = std::floor(static_cast<float>(in) * scale);
  if (!(count >= 1 && count < 0x1p31f)) return {};
  return static_cast<int64_t>(count);
}

std::vector<ResizeSource> resize_sources(const ResizeAttrs& attrs, int64_t in, int64_t out,
                                         float scale) {
  const double ratio =
      scale > 0 ? double{scale} : static_cast<double>(out) / static_cast<double>(in);
  const auto last = static_cast<double>(in - 1);
  std::vector<ResizeSource> result;
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

}  // namespace msquant
