// From an image file to the tensor that the network was trained on, with the results of MindSpore's
// own operators: Decode (RGB), Resize, CenterCrop, Rescale, Normalize, HWC2CHW.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "tensor/tensor.h"

namespace msquant {

enum class Color { kRgb, kBgr };
enum class Interpolation { kNearest, kBilinear, kBicubic, kArea };

// Steps run in the order of the members; a step that is not set is skipped.
struct Preprocessing {
  Color color = Color::kRgb;
  // {height, width}, or one number: the shorter side, keeping the aspect ratio.
  std::vector<int64_t> resize;
  Interpolation interpolation = Interpolation::kBilinear;
  std::vector<int64_t> center_crop;  // {height, width}
  float rescale = 1;                 // pixel * rescale
  std::array<float, 3> mean{0, 0, 0};
  std::array<float, 3> std{1, 1, 1};  // (pixel - mean) / std
};

// Decoded pixels: uint8 [height, width, 3], RGB. Throws Error(kData) naming the file if it is not
// an image that can be decoded completely.
Tensor decode_image(const std::filesystem::path& path);

// uint8 [height, width, 3] → float32 [3, H, W].
Tensor preprocess(const Tensor& image, const Preprocessing& steps);

}  // namespace msquant
