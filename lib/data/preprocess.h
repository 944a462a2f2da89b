// From pixels to the tensor that the network was trained on, with the results of MindSpore's own
// operators, bit for bit: Resize, CenterCrop, Rescale, Normalize, HWC2CHW.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "data/decode_image.h"
#include "tensor/tensor.h"

namespace msquant {

enum class Color { kRgb, kBgr, kGrey };
enum class Interpolation { kNearest, kBilinear, kBicubic, kArea };

// Steps run in the order of the members; a step that is not set is skipped.
struct Preprocessing {
  Color color = Color::kRgb;
  // {height, width}, or one number: the shorter side, keeping the aspect ratio.
  std::vector<int64_t> resize;
  Interpolation interpolation = Interpolation::kBilinear;
  // {height, width}; an image that is smaller gets a black border.
  std::vector<int64_t> center_crop;
  float rescale = 1;  // pixel * rescale
  std::array<float, 3> mean{0, 0, 0};
  std::array<float, 3> std{1, 1, 1};  // (pixel - mean) / std, in the order of `color`; grey: [0]
};

// Throws Error(kConfig) naming the step that cannot be carried out on any image.
void check_preprocessing(const Preprocessing& steps);

// The steps on pixels, resize and center_crop: uint8 [h, w, 3] → uint8 [H, W, 3], still RGB, or
// [H, W, 1] for Color::kGrey: the luma of ITU-R BT.601, as MindSpore's ConvertColor computes it.
// Returns `image` itself if they change nothing. Throws Error(kData) if the result would have more
// than kMaxImagePixels.
Tensor resize_and_crop(const Tensor& image, const Preprocessing& steps);

// The other steps, in one pass: color, rescale, mean, std and HWC → CHW.
class Normalizer {
 public:
  explicit Normalizer(const Preprocessing& steps);

  // The result of resize_and_crop(), [H, W, C] → the C * H * W elements of `out`, as [C, H, W].
  void operator()(const Tensor& image, Span<float> out) const;

 private:
  bool is_bgr_;
  // What each of the 256 values of a pixel becomes, by channel of the output.
  std::array<std::array<float, 256>, 3> table_;
};

// All steps: uint8 [h, w, 3] → float32 [C, H, W]. Throws as the functions above do.
Tensor preprocess(const Tensor& image, const Preprocessing& steps);

// The same into `out`, whose size must be that of the result, which center_crop or a resize to
// {height, width} fixes for all images.
void preprocess_into(const Tensor& image, const Preprocessing& steps, Span<float> out);

}  // namespace msquant
