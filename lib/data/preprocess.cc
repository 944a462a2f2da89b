#include "data/preprocess.h"

#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

#include "base/error.h"

namespace msquant {
namespace {

int to_opencv(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::kNearest:
      return cv::INTER_NEAREST;
    case Interpolation::kBilinear:
      return cv::INTER_LINEAR;
    case Interpolation::kBicubic:
      return cv::INTER_CUBIC;
    case Interpolation::kArea:
      break;
  }
  return cv::INTER_AREA;
}

// The pixels of a tensor [h, w, 3] as OpenCV sees them; no copy.
cv::Mat as_mat(const Tensor& image) {
  return {static_cast<int>(image.shape()[0]), static_cast<int>(image.shape()[1]), CV_8UC3,
          const_cast<uint8_t*>(image.data<uint8_t>().data())};
}

// MindSpore scales the longer side in float32 and rounds down, which can lose a pixel of the exact
// ratio: 20 x 21 with a shorter side of 100 gives 100 x 104.
int64_t scaled(int64_t longer, int64_t shorter, int64_t size) {
  const float ratio = static_cast<float>(longer) / static_cast<float>(shorter);
  return static_cast<int64_t>(std::floor(ratio * static_cast<float>(size)));
}

Shape resized_shape(const Shape& image, const std::vector<int64_t>& resize) {
  const int64_t height = image[0], width = image[1];
  if (resize.empty()) return image;
  if (resize.size() == 2) return {resize[0], resize[1], 3};
  if (height < width) return {resize[0], scaled(width, height, resize[0]), 3};
  return {scaled(height, width, resize[0]), resize[0], 3};
}

void check_pixel_count(const Shape& image, const char* step) {
  if (image[0] <= kMaxImagePixels / image[1]) return;
  throw Error(ErrorKind::kData, "image too large", step, "the result would be " + to_string(image),
              "leave the image out");
}

Tensor resized(const Tensor& image, const Preprocessing& steps) {
  const Shape shape = resized_shape(image.shape(), steps.resize);
  if (shape == image.shape()) return image;
  check_pixel_count(shape, "resize");
  Tensor result = Tensor::allocate(DType::kUInt8, shape);
  cv::Mat target = as_mat(result);
  cv::resize(as_mat(image), target, target.size(), 0, 0, to_opencv(steps.interpolation));
  return result;
}

// Where the crop lies along one side. The part of the result that the image covers starts at
// `target`; an odd border is one pixel wider before the image, an odd cut one narrower.
struct Overlap {
  Overlap(int64_t from, int64_t to)
      : source(from > to ? (from - to) / 2 : 0),
        target(to > from ? (to - from + 1) / 2 : 0),
        size(std::min(from, to)) {}
  int64_t source, target, size;
};

Tensor center_cropped(const Tensor& image, const std::vector<int64_t>& size) {
  const Shape& from = image.shape();
  if (size.empty() || (size[0] == from[0] && size[1] == from[1])) return image;
  const Shape shape{size[0], size[1], 3};
  const Overlap rows(from[0], shape[0]), columns(from[1], shape[1]);
  Tensor result = Tensor::allocate(DType::kUInt8, shape);  // zeroed, that is black
  const uint8_t* source = image.data<uint8_t>().data();
  uint8_t* target = result.mutable_data<uint8_t>().data();
  for (int64_t row = 0; row < rows.size; ++row) {
    const uint8_t* begin = source + ((rows.source + row) * from[1] + columns.source) * 3;
    std::copy_n(begin, columns.size * 3,
                target + ((rows.target + row) * shape[1] + columns.target) * 3);
  }
  return result;
}

Tensor grey_of(const Tensor& image) {
  Tensor result = Tensor::uninitialized(DType::kUInt8, {image.shape()[0], image.shape()[1], 1});
  const cv::Mat rgb = as_mat(image);
  cv::Mat grey(rgb.rows, rgb.cols, CV_8UC1, result.mutable_data<uint8_t>().data());
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return result;
}

[[noreturn]] void reject(const char* step, const std::string& because) {
  throw Error(ErrorKind::kConfig, "cannot preprocess images", step, because);
}

void check_size(const char* step, const std::vector<int64_t>& size) {
  for (const int64_t side : size) {
    if (side < 1 || side > kMaxImagePixels)
      reject(step, "a side of " + std::to_string(side) + " pixels");
  }
  if (size.size() == 2 && size[0] > kMaxImagePixels / size[1]) reject(step, "too many pixels");
}

}  // namespace

void check_preprocessing(const Preprocessing& steps) {
  if (steps.resize.size() > 2) reject("resize", "it takes one or two numbers");
  if (steps.center_crop.size() % 2 != 0 || steps.center_crop.size() > 2) {
    reject("center_crop", "it takes two numbers, height and width");
  }
  check_size("resize", steps.resize);
  check_size("center_crop", steps.center_crop);
  if (!std::isfinite(steps.rescale) || steps.rescale == 0) reject("rescale", "it is 0 or infinite");
  for (const float mean : steps.mean) {
    if (!std::isfinite(mean)) reject("mean", "it is not a finite number");
  }
  for (const float std : steps.std) {
    if (!std::isfinite(std) || std <= 0) reject("std", "it is not a positive number");
  }
}

Tensor resize_and_crop(const Tensor& image, const Preprocessing& steps) {
  // Whole images run side by side, so threads inside of one would only get in the way.
  static const bool one_thread = (cv::setNumThreads(1), true);
  static_cast<void>(one_thread);
  MSQUANT_CHECK(image.shape().size() == 3 && image.shape()[2] == 3);
  const Tensor pixels = center_cropped(resized(image, steps), steps.center_crop);
  return steps.color == Color::kGrey ? grey_of(pixels) : pixels;
}

Normalizer::Normalizer(const Preprocessing& steps) : is_bgr_(steps.color == Color::kBgr) {
  check_preprocessing(steps);
  for (size_t channel = 0; channel < 3; ++channel) {
    for (size_t pixel = 0; pixel < 256; ++pixel) {
      // Each step rounds to float32, as MindSpore's do: no fused multiply-add here.
      const float rescaled = static_cast<float>(pixel) * steps.rescale;
      table_[channel][pixel] = (rescaled - steps.mean[channel]) / steps.std[channel];
    }
  }
}

void Normalizer::operator()(const Tensor& image, Span<float> out) const {
  const int64_t plane = image.shape()[0] * image.shape()[1], channels = image.shape()[2];
  MSQUANT_CHECK(out.size() == channels * plane);
  for (int64_t channel = 0; channel < channels; ++channel) {
    const auto& table = table_[static_cast<size_t>(channel)];
    const uint8_t* pixel =
        image.data<uint8_t>().data() + (is_bgr_ ? channels - 1 - channel : channel);
    float* to = out.data() + channel * plane;
    for (int64_t i = 0; i < plane; ++i) to[i] = table[pixel[channels * i]];
  }
}

Tensor preprocess(const Tensor& image, const Preprocessing& steps) {
  const Normalizer normalize(steps);
  const Tensor pixels = resize_and_crop(image, steps);
  Tensor result = Tensor::uninitialized(DType::kFloat32,
                                        {pixels.shape()[2], pixels.shape()[0], pixels.shape()[1]});
  normalize(pixels, result.mutable_data<float>());
  return result;
}

void preprocess_into(const Tensor& image, const Preprocessing& steps, Span<float> out) {
  const Normalizer normalize(steps);
  normalize(resize_and_crop(image, steps), out);
}

}  // namespace msquant
