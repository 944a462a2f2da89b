#include "data/preview.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.h"

namespace msquant {
namespace {

// The pixel of an element of channel `c`.
using ToPixel = std::function<float(float element, int64_t c)>;

// [1, C, H, W] → [H, W, C], channels in reverse if `is_bgr`.
Tensor pixels_of(const Tensor& input, bool is_bgr, const ToPixel& to_pixel) {
  const Shape& shape = input.shape();
  MSQUANT_CHECK(shape.size() == 4 && shape[0] == 1 && (shape[1] == 1 || shape[1] == 3));
  const int64_t channels = shape[1], area = shape[2] * shape[3];
  Tensor result = Tensor::uninitialized(DType::kUInt8, {shape[2], shape[3], channels});
  const Span<const float> elements = input.data<float>();
  const Span<uint8_t> pixels = result.mutable_data<uint8_t>();
  for (int64_t c = 0; c < channels; ++c) {
    const int64_t target = is_bgr ? channels - 1 - c : c;
    for (int64_t i = 0; i < area; ++i) {
      const float pixel = std::nearbyint(to_pixel(elements[c * area + i], c));
      pixels[i * channels + target] =
          std::isfinite(pixel) ? static_cast<uint8_t>(std::clamp(pixel, 0.0f, 255.0f)) : 0;
    }
  }
  return result;
}

}  // namespace

Tensor restored_pixels(const Tensor& input, const Preprocessing& steps) {
  return pixels_of(input, steps.color == Color::kBgr, [&](float element, int64_t c) {
    const auto channel = static_cast<size_t>(c);
    return (element * steps.std[channel] + steps.mean[channel]) / steps.rescale;
  });
}

Tensor stretched_pixels(const Tensor& input) {
  const Span<const float> elements = input.data<float>();
  const auto [low, high] = std::minmax_element(elements.begin(), elements.end());
  const float least = low == elements.end() ? 0 : *low;
  const float width = high == elements.end() ? 1 : *high - least;
  return pixels_of(input, false, [&](float element, int64_t) {
    return width > 0 ? (element - least) / width * 255 : 0;
  });
}

std::string to_png(const Tensor& pixels) {
  const Shape& shape = pixels.shape();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.height = static_cast<png_uint_32>(shape[0]);
  image.width = static_cast<png_uint_32>(shape[1]);
  image.format = shape[2] == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  const uint8_t* rows = pixels.data<uint8_t>().data();
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, rows, 0, nullptr) == 0) {
    throw Error(ErrorKind::kIo, "cannot encode a PNG image", "", image.message);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace msquant
